// 일을 적으면 방법마다 시간과 메모리를 계산해 줄을 세웁니다. 식은 parabook/formulas.py에서 옮긴 것(parabookFormulas)을 씁니다.
const parabookChooser = (() => {
  const worker = { threads: "스레드", processes: "프로세스", mixed: "프로세스" };

  // ── 계산 ──────────────────────────────────────────────────────────

  // 적은 글을 수로 읽습니다. 쉼표는 되고, 수가 아니거나 한도를 벗어나면 null입니다.
  const read = (field, text) => {
    const plain = text.trim().replaceAll(",", "");
    const number = /^\d+(\.\d*)?$|^\.\d+$/.test(plain) ? Number(plain) : NaN;
    const inside = number >= field.least && number <= field.most;
    return inside && (!field.whole || Number.isInteger(number)) ? number : null;
  };

  const advise = (method, work, costs) => {
    const choices = parabookFormulas[method.choices];
    const [most, seconds, floor, size] = [method.most, method.seconds, method.floor, method.size].map(
      (name) => parabookFormulas[name],
    );
    const workers = parabookFormulas.fastest(work, costs, choices, most, seconds, size);
    // 메모리가 모자라면, 가장 적은 워커로도 얼마가 드는지 말합니다.
    const sized = workers || Math.min(choices[0], most(work));
    return {
      method,
      workers,
      sized,
      seconds: workers ? seconds(work, costs, workers) : Infinity,
      floor: workers ? floor(work, costs, workers) : Infinity,
      bytes: size(work, costs, sized),
    };
  };

  const rank = (data, machine, work) =>
    data.methods
      .filter((method) => parabookFormulas[method.suits](work))
      .map((method) => advise(method, work, machine.value))
      .sort((one, other) => (one.seconds === other.seconds ? 0 : one.seconds - other.seconds));

  // 가장 빠른 것과 비슷한 방법들을, 코드를 덜 바꾸는 순서로 돌려줍니다. 첫째가 고를 것입니다.
  const goodEnough = (data, ranked) => {
    const limit = ranked[0].seconds * (1 + data.close);
    const good = ranked.filter(({ workers, seconds }) => workers && seconds <= limit);
    return good.sort((one, other) => data.methods.indexOf(one.method) - data.methods.indexOf(other.method));
  };
  const choose = (data, ranked) => goodEnough(data, ranked)[0] ?? ranked[0];

  // 예측이 빗나가는 정도를 곱하되, 이보다 빠를 수 없는 시간 아래로는 내려가지 않습니다.
  const interval = ({ seconds, floor }, machine) => machine.error.map((times) => Math.max(seconds * times, floor));

  // 시험해 본 일보다 작거나 큰 일인지 봅니다.
  const untested = (work, { tested }) => {
    const alone = work.tasks * (work.compute + work.wait);
    const rounding = 1 + 1e-9;
    return (
      alone * rounding < tested.least ||
      alone > tested.most * rounding ||
      work.tasks * work.compute > tested.compute * rounding ||
      work.tasks * work.data > tested.data * rounding
    );
  };

  // ── 글 ──────────────────────────────────────────────────────────

  const figures = (value, digits) =>
    value.toLocaleString("ko", { minimumSignificantDigits: 1, maximumSignificantDigits: digits });

  const unitOf = (value, units) => units.find(([size]) => value >= size) ?? units.at(-1);
  const timeUnits = [[86400, "일"], [3600, "시간"], [60, "분"], [1, "초"], [1e-3, " ms"], [1e-6, " µs"]];
  const sizeUnits = [[2 ** 40, " TiB"], [2 ** 30, " GiB"], [2 ** 20, " MiB"], [2 ** 10, " KiB"]];

  const amount = (value, units) => {
    const [size, name] = unitOf(value, units);
    return `${figures(value / size, 2)}${name}`;
  };
  const range = (low, high, units) => {
    const [size, name] = unitOf(high, units);
    const [least, most] = [figures(low / size, 2), figures(high / size, 2)];
    return least === most ? `${most}${name}` : `${least}–${most}${name}`;
  };
  const duration = (seconds) => amount(seconds, timeUnits);

  // 낱말의 끝소리에 맞는 조사를 붙입니다.
  // ms와 µs는 밀리초와 마이크로초로 읽으므로 받침이 없습니다.
  const withParticle = (word, closed, open) =>
    word + (/[가-힣]$/.test(word) && (word.charCodeAt(word.length - 1) - 0xac00) % 28 ? closed : open);

  const crew = ({ method, workers }) =>
    worker[method.name] ? `${worker[method.name]} ${workers.toLocaleString("ko")}개` : "";

  // 왜 그것인지 한 문장으로 말합니다.
  const reason = (first, others, work, machine) => {
    const waits = `기다림의 합은 ${duration(work.tasks * work.wait)}`;
    const computes = `계산의 합은 ${duration(work.tasks * work.compute)}`;
    const sums =
      work.wait && work.compute ? `${waits}, ${computes}입니다.` : work.wait ? `${waits}입니다.` : `${computes}입니다.`;
    const [next] = others.filter(({ workers }) => workers);
    const instead = next
      ? `${withParticle(next.method.label, "으로", "로")} 하면 ${withParticle(duration(next.seconds), "이", "가")} 걸립니다.`
      : "";
    const free = machine.value.thread_gain > 0.3;
    return {
      sequential: `${sums} 나누어서 얻는 것이 나누는 비용과 비교해 작습니다. ${instead}`,
      threads: free
        ? `${sums} 이 인터프리터에서는 스레드의 계산도 겹치고, 스레드는 프로세스보다 시작하는 비용이 적습니다.`
        : `${sums} 기다림은 스레드로도 겹칩니다. 있던 코드를 그대로 쓸 수 있습니다.`,
      coroutines: `${sums} 기다림은 모두 겹치고, 태스크는 스레드보다 하나에 드는 비용이 적습니다.`,
      processes: `${sums} 파이썬의 계산은 프로세스를 나누어야 코어 여럿에서 겹칩니다.`,
      mixed: `${sums} 기다림은 이벤트 루프에서 모두 겹치고, 계산만 프로세스에 보내 코어에 나눕니다. ${instead}`,
    }[first.method.name];
  };

  const remarks = (data, ranked, work, machine) => {
    const good = goodEnough(data, ranked);
    const [first, ...rest] = good;
    const [fastest] = ranked;
    const found = [];
    if (first !== fastest) {
      found.push(
        `계산으로는 ${withParticle(fastest.method.label, "이", "가")} 조금 더 빠르지만(${duration(fastest.seconds)}), 차이가 예측의 오차보다 작습니다. 그래서 코드를 덜 바꾸는 쪽을 앞에 두었습니다.`,
      );
    } else if (rest.length) {
      found.push(
        `${withParticle(rest[0].method.label, "과", "와")} 시간이 비슷합니다. 차이가 예측의 오차보다 작으니, 코드를 덜 바꾸는 쪽을 앞에 두었습니다.`,
      );
    }
    if (untested(work, machine)) {
      const { least, most, compute, data: size } = machine.tested;
      found.push(
        `시험해 본 크기를 벗어난 일이라 구간을 덜 믿을 만합니다. 시험한 일은 순차로 ${duration(least)}에서 ${duration(most)}, 계산의 합은 ${duration(compute)}, 데이터의 합은 ${amount(size, sizeUnits)}까지입니다.`,
      );
    }
    if (work.cores > machine.cores) {
      found.push(
        `이 값을 잰 기계의 코어는 ${machine.cores}개입니다. 그보다 많은 코어의 시간은 늘여서 계산한 것이라 덜 믿을 만합니다.`,
      );
    }
    for (const { method } of ranked.filter(({ workers }) => !workers)) {
      found.push(`${withParticle(method.label, "은", "는")} 메모리가 모자랍니다.`);
    }
    return found;
  };

  // ── 화면 ────────────────────────────────────────────────────────

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  const inputs = (data) =>
    data.fields.map((field) => {
      const id = `chooser-${field.name}`;
      const input = make("input", {
        id,
        name: field.name,
        inputmode: "decimal",
        autocomplete: "off",
        value: String(field.usual),
        "aria-describedby": `${id}-error`,
      });
      const error = make("p", { id: `${id}-error`, class: "chooser-error" });
      const label = make("label", { for: id }, `${field.label}(${field.unit})`);
      return { field, input, error, row: make("div", { class: "chooser-field" }, label, input, error) };
    });

  const table = (ranked, work, machine) => {
    const head = ["방법", "워커", "시간", "메모리"].map((text) => make("th", { scope: "col" }, text));
    const rows = ranked.map((advice) => {
      const size = parabookFormulas[advice.method.size];
      const bytes = ["low", "high"].map((edge) => size(work, machine[edge], advice.sized));
      const times = interval(advice, machine);
      const cells = [
        make("th", { scope: "row" }, advice.method.label),
        make("td", {}, advice.workers ? crew(advice) || "하나" : "–"),
        make("td", {}, advice.workers ? range(...times, timeUnits) : "메모리가 모자람"),
        make("td", {}, range(Math.min(...bytes), Math.max(...bytes), sizeUnits)),
      ];
      return make("tr", {}, ...cells);
    });
    const whole = make("table", { class: "table parabook-table" }, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows));
    return make("div", { class: "pst-scrollable-table-container", tabindex: "0", role: "region", "aria-label": "방법마다의 예측" }, whole);
  };

  // 고른 방법의 코드만 남기고, 워커의 수를 계산한 것으로 바꿉니다.
  const showSkeleton = (first, work) => {
    const numbers = { WORKERS: first.workers, CHUNK: parabookFormulas.chunk_of(work, first.workers || 1) };
    for (const block of document.querySelectorAll(".chooser-skeleton")) {
      block.hidden = !block.classList.contains(`chooser-skeleton-${first.method.name}`) || !first.workers;
      if (block.hidden) continue;
      for (const span of block.querySelectorAll("pre span.n")) {
        const number = [span.nextElementSibling, span.nextElementSibling?.nextElementSibling].find((next) => next?.classList.contains("mi"));
        if (span.textContent in numbers && number) number.textContent = String(numbers[span.textContent]);
      }
    }
  };

  const start = () => {
    const place = document.querySelector("[data-chooser]");
    if (!place) return;
    const data = JSON.parse(document.getElementById("chooser-knowledge").textContent);
    const rows = inputs(data);
    const choices = data.machines.map(({ label }, index) => make("option", { value: index }, label));
    const machines = make("select", { id: "chooser-machine", name: "machine" }, ...choices);
    const presets = data.examples.map(({ label, values }) => {
      const button = make("button", { type: "button", class: "chooser-preset" }, label);
      button.addEventListener("click", () => fill(values));
      return button;
    });
    const answer = make("div", { class: "chooser-answer", "aria-live": "polite" });
    const form = make(
      "form",
      { class: "chooser-form", novalidate: "", "aria-label": "할 일" },
      make("div", { class: "chooser-presets", role: "group", "aria-label": "보기로 채우기" }, ...presets),
      ...rows.map(({ row }) => row),
      make("div", { class: "chooser-field" }, make("label", { for: "chooser-machine" }, "어느 기계의 값으로 계산할지"), machines),
    );

    const machine = () => data.machines[Number(machines.value)];
    const fill = (values) => {
      for (const { field, input } of rows) if (field.name in values) input.value = String(values[field.name]);
      update();
    };
    // 적은 일을 주소에 남깁니다. 브라우저가 잦은 고침을 물리쳐도(사파리는 30초에 100번까지입니다) 계산은 이어집니다.
    const keep = () => {
      const kept = new URLSearchParams(rows.map(({ field, input }) => [field.name, input.value.trim()]));
      try {
        history.replaceState(null, "", `#${kept}`);
      } catch (error) {
        console.warn(error);
      }
    };
    let opened = false;
    const update = () => {
      const work = {};
      let wrong = 0;
      for (const { field, input, error } of rows) {
        const number = read(field, input.value);
        error.textContent = number === null ? field.refusal : "";
        input.setAttribute("aria-invalid", String(number === null));
        wrong += number === null;
        work[field.name] = number * field.unit_size;
      }
      if (wrong) {
        answer.replaceChildren(make("p", { class: "chooser-refusal" }, "계산할 수 없는 칸이 있습니다. 칸 아래의 글을 보고 고치십시오."));
        return;
      }
      const ranked = rank(data, machine(), work);
      const first = choose(data, ranked);
      const others = ranked.filter((advice) => advice !== first);
      showSkeleton(first, work);
      if (!first.workers) {
        answer.replaceChildren(make("p", { class: "chooser-refusal" }, "어느 방법으로도 메모리가 모자랍니다. 데이터를 나누어 읽거나 메모리를 늘리십시오."));
        return;
      }
      const times = range(...interval(first, machine()), timeUnits);
      const title = `${first.method.label}${crew(first) ? `(${crew(first)})` : ""}: ${times}`;
      answer.replaceChildren(
        make("p", { class: "chooser-first" }, make("strong", {}, title)),
        make("p", {}, reason(first, others, work, machine())),
        ...remarks(data, ranked, work, machine()).map((text) => make("p", {}, text)),
        table([first, ...others], work, machine()),
      );
      answer.classList.toggle("chooser-untested", untested(work, machine()));
      if (opened) keep();
    };

    form.addEventListener("input", update);
    form.addEventListener("submit", (event) => event.preventDefault());
    machines.addEventListener("change", () => {
      fill({ cores: machine().cores });
    });
    place.append(form, answer);
    place.hidden = false;
    // 등호가 없으면 일이 아니라 절의 이름입니다. 열기만 해서는 주소를 고치지 않습니다.
    const given = location.hash.includes("=") ? new URLSearchParams(location.hash.slice(1)) : [];
    fill({ cores: machine().cores, ...Object.fromEntries(given) });
    opened = true;
  };

  document.addEventListener("DOMContentLoaded", start);
  return { rank, choose, interval, read };
})();
