// 일을 적으면 방법마다 시간과 메모리를 셈해 줄을 세웁니다. 식은 parabook/formulas.py에서 옮긴 것(parabookFormulas)을 씁니다.
const parabookChooser = (() => {
  const worker = { threads: "스레드", processes: "프로세스" };
  const examples = [
    ["주소 천 개에서 받기", { tasks: 1000, compute: 1, wait: 100, data: 0.2 }],
    ["짧은 계산 십만 개", { tasks: 100000, compute: 0.01, wait: 0, data: 0.1 }],
    ["긴 계산 마흔 개", { tasks: 40, compute: 500, wait: 0, data: 10 }],
    ["큰 자료를 나누어 계산", { tasks: 100, compute: 20, wait: 0, data: 5000 }],
    ["받아서 무겁게 풀기", { tasks: 500, compute: 30, wait: 200, data: 50 }],
  ];

  // ── 셈 ──────────────────────────────────────────────────────────

  // 적은 글을 수로 읽습니다. 쉼표는 되고, 수가 아니거나 한도를 벗어나면 null입니다.
  const read = (field, text) => {
    const plain = text.trim().replaceAll(",", "");
    const number = /^\d+(\.\d*)?$|^\.\d+$/.test(plain) ? Number(plain) : NaN;
    const inside = number >= field.least && number <= field.most;
    return inside && (!field.whole || Number.isInteger(number)) ? number : null;
  };

  const advise = (method, work, costs) => {
    const choices = parabookFormulas[method.choices];
    const seconds = parabookFormulas[method.seconds];
    const size = parabookFormulas[method.size];
    const workers = parabookFormulas.fastest(work, costs, choices, seconds, size);
    // 메모리가 모자라면, 가장 적은 작업자로도 얼마가 드는지 말합니다.
    const sized = workers || choices[0];
    return {
      method,
      workers,
      sized,
      seconds: workers ? seconds(work, costs, workers) : Infinity,
      bytes: size(work, costs, sized),
    };
  };

  const rank = (data, machine, work) =>
    data.methods
      .map((method) => advise(method, work, machine.value))
      .sort((one, other) => (one.seconds === other.seconds ? 0 : one.seconds - other.seconds));

  // ── 글 ──────────────────────────────────────────────────────────

  const figures = (value, digits) =>
    value.toLocaleString("ko", { minimumSignificantDigits: 1, maximumSignificantDigits: digits });

  const unitOf = (value, units) => units.find(([size]) => value >= size) ?? units.at(-1);
  const timeUnits = [[86400, "일"], [3600, "시간"], [60, "분"], [1, "초"], [1e-3, "밀리초"], [1e-6, "마이크로초"]];
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
  const withParticle = (word, closed, open) =>
    word + ((word.charCodeAt(word.length - 1) - 0xac00) % 28 ? closed : open);

  const crew = ({ method, workers }) =>
    worker[method.name] ? `${worker[method.name]} ${workers.toLocaleString("ko")}개` : "";

  // 왜 그것인지 한 문장으로 말합니다.
  const reason = (ranked, work, machine) => {
    const [first, second] = ranked;
    const waits = `기다림의 합은 ${duration(work.tasks * work.wait)}`;
    const computes = `계산의 합은 ${duration(work.tasks * work.compute)}`;
    const sums =
      work.wait && work.compute ? `${waits}, ${computes}입니다.` : work.wait ? `${waits}입니다.` : `${computes}입니다.`;
    const next = second.workers ? `${withParticle(second.method.label, "으로", "로")} 하면 ${withParticle(duration(second.seconds), "이", "가")} 걸립니다.` : "";
    const free = machine.value.thread_gain > 0.3;
    return {
      sequential: `${sums} 나누어서 얻는 것보다 나누는 값이 큽니다. ${next}`,
      threads: free
        ? `${sums} 이 인터프리터에서는 스레드의 계산도 겹치고, 스레드는 프로세스보다 시작하는 값이 쌉니다.`
        : `${sums} 기다림은 스레드로도 겹칩니다. 있던 코드를 그대로 쓸 수 있습니다.`,
      coroutines: `${sums} 기다림은 모두 겹치고, 태스크는 스레드보다 하나에 드는 값이 쌉니다.`,
      processes: `${sums} 파이썬의 계산은 프로세스를 나누어야 코어 여럿에서 겹칩니다.`,
    }[first.method.name];
  };

  const remarks = (data, ranked, work, machine) => {
    const [first, second] = ranked;
    const found = [];
    if (second.seconds / first.seconds - 1 < data.close) {
      found.push(
        `둘째인 ${withParticle(second.method.label, "과", "와")} 시간이 비슷합니다. 차이가 예측의 오차보다 작으니, 코드를 덜 바꾸어도 되는 쪽을 고르십시오.`,
      );
    }
    if (work.cores > machine.cores) {
      found.push(
        `이 값을 잰 기계의 코어는 ${machine.cores}개입니다. 그보다 많은 코어의 시간은 늘여서 셈한 것이라 덜 믿을 만합니다.`,
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
    const head = ["방법", "작업자", "시간", "메모리"].map((text) => make("th", { scope: "col" }, text));
    const rows = ranked.map((advice) => {
      const size = parabookFormulas[advice.method.size];
      const bytes = ["low", "high"].map((edge) => size(work, machine[edge], advice.sized));
      const times = machine.error.map((times) => advice.seconds * times);
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

  // 고른 방법의 코드만 남기고, 작업자의 수를 셈한 것으로 바꿉니다.
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
    const presets = examples.map(([name, values]) => {
      const button = make("button", { type: "button", class: "chooser-preset" }, name);
      button.addEventListener("click", () => fill(values));
      return button;
    });
    const answer = make("div", { class: "chooser-answer", "aria-live": "polite" });
    const form = make(
      "form",
      { class: "chooser-form", novalidate: "", "aria-label": "할 일" },
      make("div", { class: "chooser-presets", role: "group", "aria-label": "보기로 채우기" }, ...presets),
      ...rows.map(({ row }) => row),
      make("div", { class: "chooser-field" }, make("label", { for: "chooser-machine" }, "어느 기계의 값으로 셈할지"), machines),
    );

    const machine = () => data.machines[Number(machines.value)];
    const fill = (values) => {
      for (const { field, input } of rows) if (field.name in values) input.value = String(values[field.name]);
      update();
    };
    // 적은 일을 주소에 남깁니다. 브라우저가 잦은 고침을 물리쳐도(사파리는 30초에 100번까지입니다) 셈은 이어집니다.
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
        answer.replaceChildren(make("p", { class: "chooser-refusal" }, "셈할 수 없는 칸이 있습니다. 칸 아래의 글을 보고 고치십시오."));
        return;
      }
      const ranked = rank(data, machine(), work);
      const [first] = ranked;
      showSkeleton(first, work);
      if (!first.workers) {
        answer.replaceChildren(make("p", { class: "chooser-refusal" }, "어느 방법으로도 메모리가 모자랍니다. 자료를 나누어 읽거나 메모리를 늘리십시오."));
        return;
      }
      const times = range(...machine().error.map((error) => first.seconds * error), timeUnits);
      const title = `${first.method.label}${crew(first) ? `(${crew(first)})` : ""}: ${times}`;
      answer.replaceChildren(
        make("p", { class: "chooser-first" }, make("strong", {}, title)),
        make("p", {}, reason(ranked, work, machine())),
        ...remarks(data, ranked, work, machine()).map((text) => make("p", {}, text)),
        table(ranked, work, machine()),
      );
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
  return { rank, read };
})();
