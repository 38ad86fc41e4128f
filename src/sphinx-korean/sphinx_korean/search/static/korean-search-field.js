/*
 * 검색 칸: 치는 대로 결과를 보여 주고, 글쇠만으로 고르게 합니다.
 *
 * 칸이 있는 자리는 세 가지입니다. 검색 쪽에서는 그 쪽의 결과를, 테마가 치는 대로 찾기를 갖춘 대화 상자
 * (pydata-sphinx-theme)에서는 테마가 마련한 자리를, 그 밖에서는 칸 바로 아래의 목록을 씁니다.
 *
 * 한글은 마지막 글자가 늘 조합 중이므로 keyup이 아니라 input 사건을 듣고, 조합 중인 글자까지 넣어 찾습니다.
 * 조합 중에 누른 글쇠는 입력기의 것이라 건드리지 않습니다(korean-search.js).
 */
(() => {
  "use strict";

  const { draw, refine, message, element, root } = KoreanSearchResults;
  const DELAY_MS = 60;
  const PANEL_SIZE = 8;
  const [GAP, EDGE, LEAST_HEIGHT] = [4, 8, 160]; // 픽셀: 칸과의 사이, 화면 가장자리, 아래에 둘 만한 높이
  const LOADING = "색인을 불러오는 중입니다.";
  const FAILED = "색인을 불러오지 못했습니다. 연결을 살피고 다시 쳐 보십시오.";

  /** 색인과 엔진. 검색 쪽이 아니면 칸에 들어올 때 비로소 불러옵니다. script로 불러오므로 file://에서도 됩니다. */
  let loading = null;
  const load = () =>
    (loading ??= ready().catch((error) => {
      loading = null; // 연결이 돌아오면 다음 글자를 칠 때 다시 불러옵니다.
      throw error;
    }));
  const ready = async () => {
    const missing = ["_static/language_data.js", "searchindex.js"].filter(
      (path) => !document.querySelector(`script[src*="${path}"]`),
    );
    await Promise.all(missing.map(addScript));
    while (!Search._index) await new Promise((resolve) => setTimeout(resolve, 20));
    KoreanSearch.search("첫마디", Search._index); // 처음 찾을 때 하는 준비를, 치기 전에 해 둡니다.
  };
  const loaded = () => typeof KoreanSearch !== "undefined" && Boolean(Search._index);
  const addScript = (path) =>
    new Promise((resolve, reject) => {
      const script = element("script", { src: root + path, onload: resolve });
      script.onerror = (error) => {
        script.remove();
        reject(error);
      };
      document.head.append(script);
    });

  /** 결과를 늘어놓을 것들: 개수를 적는 줄과 목록. */
  const makeParts = () => {
    const list = element("ul", { className: "search" });
    list.setAttribute("role", "list");
    return { status: element("p", { className: "search-summary korean-search-summary" }), list };
  };
  const show = async (place, query, { size, ask, isCurrent = () => true }) => {
    const given = KoreanSearch.search(query, Search._index);
    const found = given.query?.spoken ? await refine(given) : given;
    if (!isCurrent()) return; // 글을 기다리는 사이에 더 쳤으면 그것이 그립니다.
    const { status, list } = place();
    status.textContent = message(found);
    draw(list, found, size, ask);
    announce(message(found));
  };
  /** 가까운 말을 누르면, 그 말을 친 것으로 합니다. */
  const asker = (input) => (text) => {
    if (!input) return;
    input.value = text;
    input.focus();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };

  /** 찾은 개수를 읽어 줍니다. 결과와 함께 지웠다 다시 만들면 읽지 않는 화면 낭독기가 있어 따로 둡니다. */
  const live = element("p", { className: "korean-search-live" });
  live.setAttribute("role", "status");
  live.setAttribute("aria-live", "polite");
  let telling = 0;
  const announce = (text) => {
    clearTimeout(telling);
    telling = setTimeout(() => (live.textContent = text), 400); // 치는 동안에는 말을 끊지 않습니다.
  };

  /** 검색 쪽과 대화 상자: 테마가 마련한 자리에 그립니다. 대화 상자의 자리는 닫았다 열면 새것입니다. */
  const onPage = (area) => {
    const find = () => document.getElementById("search-results");
    let parts = null;
    const frame = () => {
      if (parts?.list.isConnected) return parts;
      parts = makeParts();
      const title = element("h2", { textContent: _("Search Results") });
      find().replaceChildren(title, parts.status, parts.list);
      return parts;
    };
    const toggle = (open) => {
      find()?.classList.toggle("empty", !open);
      if (!open) find()?.replaceChildren();
    };
    return { area, frame, toggle };
  };

  /**
   * 칸 아래에 펼쳐지는 목록.
   *
   * 테마의 사이드바는 넘치는 것을 자르고, 칸과 목록을 저마다의 규칙으로 늘어놓습니다. 그래서 목록을 맨 위
   * 층(popover)에 올리고, 자리는 칸의 자리에서 셈합니다.
   */
  const makePanel = (input) => {
    const parts = makeParts();
    const panel = element("div", { className: "korean-search-panel", hidden: true });
    panel.popover = "manual";
    panel.append(parts.status, parts.list);
    input.form.after(panel);
    const settle = () => {
      if (panel.hidden) return;
      const field = input.getBoundingClientRect();
      const wide = document.documentElement.clientWidth;
      const tall = window.visualViewport?.height ?? window.innerHeight;
      const [above, below] = [field.top - GAP, tall - field.bottom - GAP];
      const up = below < LEAST_HEIGHT && above > below;
      const left = Math.max(EDGE, Math.min(field.left, wide - panel.offsetWidth - EDGE));
      Object.assign(panel.style, {
        left: `${left}px`,
        top: up ? "auto" : `${field.bottom + GAP}px`,
        bottom: up ? `${window.innerHeight - above}px` : "auto",
        maxHeight: `${Math.min(0.7 * tall, (up ? above : below) - EDGE)}px`,
      });
    };
    for (const event of ["scroll", "resize", "transitionend"])
      window.addEventListener(event, settle, { capture: true, passive: true });
    const toggle = (open) => {
      if (panel.hidden !== open) return settle();
      if (!open) panel.hidePopover?.();
      panel.hidden = !open;
      if (open) panel.showPopover?.();
      settle();
    };
    const close = () => toggle(false);
    return { area: panel, frame: () => parts, toggle, close, size: PANEL_SIZE };
  };

  const searchPage = () => document.querySelector("#search-results:not(dialog *)");
  const place = (input) => {
    const dialog = input.closest("dialog");
    if (dialog) {
      // 끄고 켜는 것은 테마의 선택 사항입니다. 켜져 있으면 테마의 keyup 대신 input을 듣습니다.
      if (!DOCUMENTATION_OPTIONS.search_as_you_type) return null;
      dialog.addEventListener("keyup", (event) => event.stopPropagation(), true);
      return onPage(dialog);
    }
    return searchPage() ? { ...onPage(searchPage()), keepsAddress: true } : makePanel(input);
  };

  const enhance = (input) => {
    const target = place(input);
    if (!target) return;
    let timer = 0;
    const perform = async () => {
      timer = 0;
      const query = input.value.trim();
      if (target.keepsAddress) keepAddress(query);
      target.toggle(Boolean(query));
      if (!query) return;
      const { status } = target.frame();
      if (!loaded()) status.textContent = LOADING;
      try {
        await load();
      } catch {
        status.textContent = FAILED;
        return;
      }
      const isCurrent = () => input.value.trim() === query; // 그사이 더 쳤으면 그것이 그립니다.
      if (isCurrent())
        await show(target.frame, query, { size: target.size, ask: asker(input), isCurrent });
    };
    const links = () => [...target.area.querySelectorAll("ul.search a")];
    const close = () => {
      target.close?.();
      input.focus();
    };
    input.addEventListener("focus", () => load().catch(() => {}));
    if (document.activeElement === input) {
      // 이 코드를 받는 사이에 칸에 들어와 치기 시작했습니다.
      load().catch(() => {});
      if (input.value && !target.keepsAddress) timer = setTimeout(perform, DELAY_MS);
    }
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(perform, DELAY_MS);
    });
    input.addEventListener("keydown", async (event) => {
      if (event.key === "Escape") target.close?.();
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      if (timer) {
        // 치자마자 내려가면 아직 앞 글자까지의 결과입니다. 다시 그리면 초점을 잃으므로 마저 그리고 갑니다.
        clearTimeout(timer);
        await perform();
      }
      links()[0]?.focus();
    });
    // 같은 쪽의 다른 절로 가면 쪽이 새로 열리지 않으므로, 그 절을 가리지 않게 닫습니다.
    target.area.addEventListener("click", (event) => {
      const link = event.target.closest?.("ul.search a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (link.pathname !== location.pathname || !link.hash) return;
      input.closest("dialog")?.close();
      target.close?.();
    });
    target.area.addEventListener("keydown", (event) => {
      const all = links();
      const at = all.indexOf(event.target);
      if (at < 0) return;
      const moves = {
        ArrowDown: all[at + 1],
        ArrowUp: all[at - 1] ?? input,
        Home: all[0],
        End: all.at(-1),
      };
      if (event.key in moves) {
        event.preventDefault();
        moves[event.key]?.focus();
      } else if (event.key === "Escape" && !input.closest("dialog")) close();
    });
    if (target.close)
      document.addEventListener("click", (event) => {
        const path = event.composedPath(); // 눌린 단추는 이미 목록에서 사라졌을 수 있습니다.
        if (!path.includes(target.area) && !path.includes(input)) target.close();
      });
  };

  /** 새로 고치거나 뒤로 왔을 때 같은 결과가 나오게 합니다. file://에서는 주소를 바꿀 수 없습니다. */
  const keepAddress = (query) => {
    if (location.protocol === "file:") return;
    const address = new URL(location);
    if (query) address.searchParams.set("q", query);
    else address.searchParams.delete("q");
    history.replaceState(history.state, "", address);
  };

  // 검색 쪽을 열 때 주소에 적힌 말은 Sphinx가 읽어, 자리를 마련한 뒤 이것을 부릅니다.
  Search.query = (query) => {
    Search.stopPulse();
    document.getElementById("search-progress")?.replaceChildren();
    show(onPage().frame, query, { ask: asker(document.querySelector("form input[name=q]")) });
  };
  _ready(() => {
    document.body.append(live);
    document.querySelectorAll("form input[name=q]").forEach(enhance);
  });
})();
