// 읽는 사람이 놓은 기록을 이 책의 수와 나란히 보입니다. 브라우저 안에서만 읽고, 아무것도 보내지 않습니다.
(() => {
  const place = document.querySelector(".parabook-own");
  if (!place) return;
  const book = JSON.parse(place.dataset.book);
  const make = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  // 계산은 책의 것(paired)과 같습니다.
  const percentile = (values, percent) => {
    const sorted = [...values].sort((a, b) => a - b);
    const at = ((sorted.length - 1) * percent) / 100;
    const low = Math.floor(at);
    return sorted[low] + (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]) * (at - low);
  };
  const median = (values) => percentile(values, 50);
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const student = (freedom) => book.student[freedom - 1] ?? 1.96 + 2.4 / freedom;
  const interval = (values) => {
    const count = values.length;
    if (count < 3) return null;
    const trim = Math.floor(count / 8);
    const sorted = [...values].sort((a, b) => a - b);
    const kept = sorted.slice(trim, count - trim);
    const pulled = [...Array(trim).fill(kept[0]), ...kept, ...Array(trim).fill(kept.at(-1))];
    const middle = mean(kept);
    const around = mean(pulled);
    const variance = pulled.reduce((sum, value) => sum + (value - around) ** 2, 0) / (count - 1);
    const reach = (student(kept.length - 1) * Math.sqrt(variance)) / ((kept.length / count) * Math.sqrt(count));
    return [middle, middle - reach, middle + reach];
  };
  const grouped = (items, key) => {
    const groups = new Map();
    for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
    return groups;
  };

  const gain = (record, name) => {
    const first = record.contenders[0].name;
    if (name === first) return undefined;
    const pinned = new Set(record.design.contenders.filter((one) => one.one_core).map((one) => one.name));
    const both = pinned.has(first) && pinned.has(name);
    const wall = (sample) => (both ? Math.max(sample.wall - sample.run_delay, 0.1 * sample.wall) : sample.wall);
    const own = record.samples.filter((sample) => sample.contender === name);
    const base = new Map(
      record.samples
        .filter((sample) => sample.contender === first)
        .map((sample) => [`${sample.generation} ${sample.round}`, sample]),
    );
    const logs = [...grouped(own, (sample) => sample.generation).values()]
      .map((group) =>
        group
          .filter((sample) => base.has(`${sample.generation} ${sample.round}`))
          .map((sample) => Math.log(wall(base.get(`${sample.generation} ${sample.round}`)) / wall(sample))),
      )
      .filter((group) => group.length)
      .map(median);
    return interval(logs)?.map(Math.exp);
  };
  const summed = {
    time: (record, one) => ({
      median: median(record.samples.filter((s) => s.contender === one.name).map((s) => s.wall)),
      gain: one.at == null ? gain(record, one.name) : undefined,
    }),
    latency: (record, one) => {
      const late = (name) => record.latencies.filter((item) => item.contender === name).flatMap((item) => item.seconds);
      // 모든 방법에서 말할 수 있는 백분위만 적습니다. 그보다 늦은 것이 열은 있어야 합니다.
      const fewest = Math.min(...record.contenders.map(({ name }) => late(name).length));
      const told = [50, 90, 99].filter((percent) => fewest >= 1000 / (100 - percent));
      return { tails: Object.fromEntries(told.map((percent) => [percent, percentile(late(one.name), percent)])) };
    },
    observation: (record, one) => {
      const seen = record.observations.filter((item) => item.contender === one.name);
      const counts = {};
      for (const name of Object.keys(book.facts ?? {})) {
        const always = (item) => ({ seconds: item.wall, finished: Number(item.outcome === "finished"), ...item.facts });
        const values = seen.map((item) => always(item)[name]).filter((value) => value != null);
        if (values.length) counts[name] = [median(values), Math.min(...values), Math.max(...values)];
      }
      return { counts };
    },
  };

  const short = (value) => {
    const digits = Math.abs(value) >= 100 ? 3 : 2;
    return value === 0 ? "0" : Number(value.toPrecision(digits)).toLocaleString("en", { maximumSignificantDigits: digits });
  };
  const units = [[1, "초"], [1e-3, "ms"], [1e-6, "µs"], [1e-9, "ns"]];
  const time = (seconds) => {
    const [size, unit] = units.find(([size]) => seconds >= 0.9995 * size) ?? units.at(-1);
    return `${short(seconds / size)}${unit}`;
  };
  const count = (value) => (Number.isInteger(value) ? value.toLocaleString("en") : short(value));
  const times = ([value, low, high]) => {
    if (low <= 1 && high >= 1) return `차이를 확인하지 못함 (${low.toFixed(2)}–${high.toFixed(2)}배)`;
    const [shown, from, to] = value > 1 ? [value, low, high] : [1 / value, 1 / high, 1 / low];
    const digits = (number) => (number < 1.1 ? number.toFixed(3) : short(number));
    return `${digits(shown)}배 ${value > 1 ? "빠름" : "느림"} (${digits(from)}–${digits(to)}배)`;
  };
  const words = (found) => {
    if (!found) return "없음";
    if (found.tails) {
      return Object.entries(found.tails).map(([percent, late]) => `${percent} % ${time(late)}`).join(", ") || "도착이 모자람";
    }
    if (found.counts) {
      return (
        Object.entries(found.counts)
          .map(([name, [value, low, high]]) =>
            `${book.facts[name]} ${count(value)}${low === high ? "" : ` (${count(low)}–${count(high)})`}`)
          .join(", ") || "없음"
      );
    }
    return time(found.median) + (found.gain ? `, ${times(found.gain)}` : "");
  };

  const sentence = (machine) =>
    `${machine.cpu}, 코어 ${machine.usable_cores}개 · ${machine.system} · ${machine.implementation} ` +
    `${machine.python}, GIL ${machine.gil ? "켜짐" : "꺼짐"} · 시작 방식 ${machine.start_method}`;

  // 쓸 수 없는 파일이면 한 문장으로 답합니다.
  const refusal = (name, record) => {
    if (typeof record !== "object" || record === null || !record.experiment || !Array.isArray(record.contenders)) {
      return `${name}: 이 책의 도구가 남긴 기록(JSON)이 아닙니다. 예제를 돌린 자리의 parabook-results 폴더에 있습니다.`;
    }
    if (record.schema !== book.schema) {
      return `${name}: 기록의 버전이 ${record.schema}이고 이 페이지가 아는 버전은 ${book.schema}입니다. 이 페이지의 휠로 다시 재십시오.`;
    }
    if (record.experiment !== book.experiment || record.purpose !== book.purpose) {
      return `${name}: 실험 ${record.experiment}의 기록입니다. 이 페이지의 실험은 ${book.experiment}입니다.`;
    }
    return "";
  };

  const status = make("p", "", { role: "status" });
  const shown = make("div", "");
  const input = make("input", "", { type: "file", accept: ".json,application/json", id: "parabook-own-file" });
  const label = make("label", "기록(JSON) 고르기 ", { for: "parabook-own-file" });

  const table = (record) => {
    const mine = Object.fromEntries(record.contenders.map((one) => [one.name, one]));
    const names = new Map([...book.contenders, ...record.contenders].map((one) => [one.name, one.label]));
    const body = make("tbody", "");
    for (const [name, text] of names) {
      const row = make("tr", "");
      const known = book.contenders.find((one) => one.name === name);
      row.append(make("th", text, { scope: "row" }), make("td", words(known)));
      row.append(make("td", words(mine[name] && summed[record.purpose](record, mine[name]))));
      body.append(row);
    }
    const head = make("tr", "");
    for (const text of ["방법", "이 책", "내 기록"]) head.append(make("th", text, { scope: "col" }));
    const top = make("thead", "");
    top.append(head);
    const made = make("table", "", { class: "parabook-table table" });
    made.append(top, body);
    const box = make("div", "", { class: "pst-scrollable-table-container" });
    box.append(made);
    return box;
  };

  const read = async (file) => {
    let record = null;
    try {
      record = JSON.parse(await file.text());
    } catch {
      // 아래에서 말합니다.
    }
    let told = refusal(file.name, record);
    let found = [];
    if (!told) {
      try {
        found = [
          table(record),
          make("p", `이 책: ${sentence(book.machine)}`),
          make("p", `내 기록: ${sentence(record.machine)} · ${record.created.slice(0, 16).replace("T", " ")}`),
        ];
      } catch {
        told = `${file.name}: 기록의 내용이 어긋나 있습니다. 고치지 않은 파일을 놓거나 다시 재십시오.`;
      }
    }
    status.textContent = told || `${file.name}: 이 책의 것과 나란히 놓았습니다.`;
    shown.replaceChildren(...found);
    place.scrollIntoView({ block: "nearest" });
    dispatchEvent(new Event("resize")); // 옆으로 넘치는 표에 탭으로 갈 수 있게 합니다.
  };

  input.addEventListener("change", () => {
    if (input.files.length) read(input.files[0]);
  });
  const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    place.dataset.over = "";
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) delete place.dataset.over;
  });
  document.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    delete place.dataset.over;
    if (event.dataTransfer.files.length) read(event.dataTransfer.files[0]);
  });

  place.append(
    make("p", "내 기록을 나란히 놓기", { class: "rubric" }),
    make("p", "이 실험을 돌리면 parabook-results 폴더에 기록이 남습니다. 이 페이지에 끌어다 놓거나 고르면 이 책의 것과 나란히 보입니다. 이 기계 밖으로 나가지 않습니다."),
    label,
    input,
    status,
    shown,
  );
  place.hidden = false;
})();
