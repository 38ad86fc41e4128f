// 시뮬레이터의 칸을 만지면 그림과 문장을 다시 냅니다. 모델과 그림은 parabook/simulators에서 옮긴 것(parabookModels)입니다.
const parabookSimulators = (() => {
  // 칸을 끄는 동안에는 말하지 않고, 손을 멈추면 한 번 말합니다.
  const PAUSE_MS = 300;

  const start = (stage) => {
    const form = stage.querySelector("form");
    const live = stage.querySelector(".simulator-live");
    const drawn = live.querySelector(".simulator-drawn");
    const said = live.querySelector(".simulator-said");
    const inputs = [...form.querySelectorAll("input, select")];
    const constants = JSON.parse(stage.dataset.constants);
    let pause = 0;

    const told = (input) => {
      const text = `${input.value}${input.dataset.unit}`;
      input.nextElementSibling.textContent = text;
      input.setAttribute("aria-valuetext", text);
    };
    const refused = (input) => {
      const wrong = !input.checkValidity();
      if (input.type === "number") {
        const error = input.nextElementSibling;
        error.textContent = wrong ? `${input.min}부터 ${input.max}까지의 정수를 적으십시오.` : "";
        input.setAttribute("aria-invalid", String(wrong));
      }
      return wrong;
    };
    const draw = (wait) => {
      inputs.filter((input) => input.dataset.unit).forEach(told);
      if (inputs.filter(refused).length) return;
      const [picture, words] = parabookModels[stage.dataset.scene](...inputs.map(({ value }) => Number(value)), ...constants);
      drawn.innerHTML = picture;
      clearTimeout(pause);
      pause = setTimeout(() => {
        said.textContent = words;
      }, wait);
    };

    form.addEventListener("input", () => draw(PAUSE_MS));
    form.addEventListener("submit", (event) => event.preventDefault());
    // 되돌린 값은 이 사건이 끝난 다음에 칸에 들어갑니다.
    form.addEventListener("reset", () => setTimeout(draw, 0, PAUSE_MS));
    draw(0);
    form.hidden = false;
    live.hidden = false;
    stage.querySelector(".simulator-still").hidden = true;
  };

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".simulator-stage").forEach(start));
  return { start };
})();
