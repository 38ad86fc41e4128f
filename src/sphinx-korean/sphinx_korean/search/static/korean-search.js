/*
 * 모든 쪽에 실립니다. 검색 쪽이 아니면, 검색 칸에 들어온 독자에게만 나머지를 받아 줍니다.
 *
 * 대화 상자의 테마는 모든 쪽에 Search가 있다고 여기므로 빈자리를 채워 둡니다. Sphinx는 Search가 있으면
 * 검색 쪽인 줄 알고 찾은 말의 강조를 건너뛰므로, 그 일도 여기에서 합니다.
 */
(() => {
  "use strict";

  const here = document.currentScript;
  if (typeof Search === "undefined")
    window.Search = {
      setIndex: (index) => (window.Search._index = index),
      performSearch: () => {},
    };

  // 조합 중에 누른 글쇠는 누구에게도 보이지 않습니다. Esc로 대화 상자를 닫는 테마보다 먼저 가로챕니다.
  const hideComposing = (event) => {
    const composing = event.isComposing || event.keyCode === 229; // 229: 낡은 사파리가 조합 중에 내는 값
    if (composing && event.target.name === "q") event.stopImmediatePropagation();
  };
  window.addEventListener("keydown", hideComposing, true);

  const field = "form input[name=q]";
  const start = (event) => {
    if (!event.target.matches(field)) return;
    document.removeEventListener("focusin", start);
    for (const name of ["results", "field"]) {
      const script = document.createElement("script");
      script.src = new URL(`korean-search-${name}.js?v=${here.dataset.version}`, here.src);
      script.dataset.kinds = here.dataset.kinds;
      script.async = false; // 받는 것은 한꺼번에, 돌리는 것은 차례대로 합니다.
      document.head.append(script);
    }
  };
  if (document.querySelector("#search-results:not(dialog *)")) return; // 검색 쪽에는 이미 다 있습니다.
  document.addEventListener("focusin", start);
  _ready(() => {
    if (document.activeElement?.matches(field)) start({ target: document.activeElement });
    if (typeof SphinxHighlight !== "undefined") SphinxHighlight.highlightSearchWords();
  });
})();
