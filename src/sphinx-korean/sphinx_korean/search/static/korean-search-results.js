/*
 * 찾은 것을 목록으로 그립니다: 갈래표, 제목, 맥락, 찾은 말의 강조.
 *
 * 맥락은 그 쪽의 글만 눌러 담은 스크립트(searchtext/)를 불러 보여 줍니다. fetch는 file://에서 막혀 있습니다.
 */
var KoreanSearchResults = (() => {
  "use strict";

  const PAGE_SIZE = 30;
  const CONTEXT = 160;
  const LEAD = 40;
  const SENTENCE = 90; // 문장이 이보다 앞에서 시작하면 문장의 처음부터 보이지 않습니다.
  const PATIENCE_MS = 300;
  const root = document.documentElement.dataset.content_root ?? "";
  const kinds = JSON.parse(document.currentScript.dataset.kinds || "{}");
  const prefixes = Object.keys(kinds).sort((a, b) => b.length - a.length);

  const message = ({ results, partial, similar, told, retyped, suggestions }) => {
    if (!results.length && suggestions?.length) return "찾은 것이 없습니다. 가까운 말입니다.";
    if (!results.length) return "찾은 것이 없습니다. 낱말을 줄이거나 띄어쓰기를 바꾸어 보십시오.";
    if (retyped) return `‘${retyped}’으로 바꾸어 찾은 결과 ${results.length}건`;
    if (told) return `오류의 글에 맞는 곳을 맨 앞에 놓은 결과 ${results.length}건`;
    if (partial)
      return `모든 낱말이 나오는 곳은 없습니다. 일부가 나오는 ${results.length}건입니다.`;
    if (similar) return `친 말이 나오는 곳이 없어 비슷한 말로 찾은 결과 ${results.length}건입니다.`;
    return `결과 ${results.length}건`;
  };

  /** 결과를 list에 그립니다. 한꺼번에 다 그리지 않고, 나머지는 단추를 눌러 이어 그립니다. */
  const draw = (list, found, size = PAGE_SIZE, ask = () => {}) => {
    list.replaceChildren();
    if (!found.results.length) list.append(...(found.suggestions ?? []).map((one) => offer(one, ask)));
    const more = (from) => {
      const next = found.results.slice(from, from + size);
      list.append(...next.map((result) => item(result, found)));
      const left = found.results.length - from - next.length;
      if (left <= 0) return;
      const button = element("button", { type: "button", textContent: `나머지 ${left}건 더 보기` });
      const row = element("li", { className: "korean-search-more" }, button);
      button.addEventListener("click", () => {
        row.remove();
        more(from + size);
        list.children[from + size].querySelector("a").focus();
      });
      list.append(row);
    };
    more(0);
  };

  const item = (result, found) => {
    const terms = result.terms ?? found.terms;
    const link = element("a", {});
    point(link, result, terms);
    link.addEventListener("click", () => remember(terms));
    const row = element("li", { className: `kind-${result.kind}` }, link);
    const kind = kindOf(result.docname);
    if (kind)
      row.prepend(element("span", { className: "korean-search-kind", textContent: kind }), " ");
    if (result.description)
      row.append(element("span", { textContent: ` (${result.description})` }));
    else if (DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY)
      whenVisible(row, () => addContext(row, link, result, terms, found.query));
    return row;
  };
  const point = (link, result, terms) => {
    link.href = pageAddress(result.docname) + result.anchor;
    const shown = result.section ? `${result.title} > ${result.section}` : result.title;
    link.replaceChildren(...marked(shown, terms));
  };
  /** 찾지 못한 말에 가까운 말. 누르면 그 말로 찾습니다. */
  const offer = (text, ask) => {
    const button = element("button", { type: "button", textContent: text });
    button.addEventListener("click", () => ask(text));
    return element("li", { className: "korean-search-more" }, button);
  };
  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const kindOf = (docname) => {
    if (!prefixes.length) return "";
    const prefix = prefixes.find((one) => docname.startsWith(one));
    return prefix === undefined ? "본문" : kinds[prefix];
  };
  const pageAddress = (docname) =>
    DOCUMENTATION_OPTIONS.BUILDER === "dirhtml"
      ? root + `${docname}/`.replace(/(^|\/)index\/$/, "$1")
      : root + docname + DOCUMENTATION_OPTIONS.LINK_SUFFIX;
  /** 옮겨 간 쪽에서 sphinx_highlight.js가 칠할 말. */
  const remember = (terms) => {
    try {
      localStorage.setItem("sphinx_highlight_terms", terms.join(" "));
    } catch {
      // 저장소를 막아 둔 브라우저입니다. 강조만 없을 뿐입니다.
    }
  };

  const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  /** 강조할 곳을 찾는 정규식. 한글은 띄어쓰기가 달라도, 로마자는 낱말의 앞이 맞으면 칠합니다. */
  const pattern = (terms) => {
    const each = terms.map((term) =>
      KoreanSearch.isHangul(term) ? [...term].join("\\s?") : `(?<![a-z])${escape(term)}[a-z]*`,
    );
    return new RegExp(each.sort((a, b) => b.length - a.length).join("|") || "(?!)", "giu");
  };
  const marked = (text, terms) => {
    const pieces = [];
    let end = 0;
    for (const match of text.matchAll(pattern(terms))) {
      pieces.push(text.slice(end, match.index));
      pieces.push(element("span", { className: "highlighted", textContent: match[0] }));
      end = match.index + match[0].length;
    }
    return [...pieces, text.slice(end)];
  };

  const waiting = new WeakMap();
  const watcher = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      waiting.get(target)?.();
      waiting.delete(target);
    }
  });
  const whenVisible = (row, act) => {
    waiting.set(row, act);
    watcher.observe(row);
  };

  const pages = new Map();
  const read = (docname) => {
    if (!pages.has(docname)) pages.set(docname, readPage(docname));
    return pages.get(docname);
  };
  /** 쪽의 글이 오면 쪽 대신 답이 든 절로 데려가게 하고, 찾은 문장을 보입니다. */
  const addContext = async (row, link, result, terms, query) => {
    const pieces = await read(result.docname);
    // 이미 고른 링크가 가는 곳은 바꾸지 않습니다.
    const settled =
      query && document.activeElement !== link
        ? KoreanSearch.settle(result, pieces, query)
        : result;
    if (settled.anchor !== result.anchor) {
      point(link, settled, terms);
      const same = [...(row.parentElement?.querySelectorAll("a") ?? [])].find(
        (other) => other !== link && other.href === link.href,
      );
      if (same) return row.remove(); // 그 절이 이미 나와 있으면 한 번만 보입니다.
    }
    const text = plainText(pieces, decodeURIComponent(settled.anchor.slice(1)));
    if (text)
      row.append(element("p", { className: "context" }, ...marked(context(text, terms), terms)));
  };
  /** 문장으로 찾은 것은 절을 보고 늘어놓습니다. 글이 늦으면 기다리지 않습니다. */
  const refine = (found) => {
    if (!found.query?.spoken || !DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY) return found;
    const late = new Promise((resolve) => setTimeout(() => resolve(found), PATIENCE_MS));
    return Promise.race([KoreanSearch.refine(found, read).catch(() => found), late]);
  };
  const arrived = new Map();
  const readPage = (docname) =>
    new Promise((resolve) => {
      arrived.set(docname, resolve);
      const path = docname.split("/").map(encodeURIComponent).join("/");
      const script = element("script", { src: `${root}searchtext/${path}.js` });
      script.onload = () => script.remove();
      script.onerror = () => {
        script.remove();
        pages.delete(docname); // 연결이 돌아오면 다음에 찾을 때 다시 부릅니다.
        resolve([]); // 목록은 그대로 쓸 수 있습니다.
      };
      document.head.append(script);
    });
  /** searchtext/의 스크립트가 부릅니다. */
  const receive = async (docname, packed) => {
    const bytes = Uint8Array.from(atob(packed), (one) => one.charCodeAt());
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    arrived.get(docname)?.(await new Response(stream).json());
  };
  /** 앵커가 가리키는 절과 그 아래 절들의 글. 앵커가 없으면 쪽 전체의 글. */
  const plainText = (pieces, anchor) => {
    const first = Math.max(0, anchor ? pieces.findIndex(([ids]) => ids.includes(anchor)) : 0);
    const after = pieces.findIndex(([, depth], i) => i > first && depth <= pieces[first][1]);
    const chosen = pieces.slice(first, after < 0 ? undefined : after);
    return chosen
      .map(([, , text]) => text)
      .join(" ")
      .trim();
  };
  /** 찾은 말이 가장 여럿 모인 자리의 글. */
  const context = (text, terms) => {
    const spots = [...text.matchAll(pattern(terms))].slice(0, 200);
    const variety = (from) => {
      const near = spots.filter(({ index }) => index >= from && index < from + CONTEXT - LEAD);
      return new Set(near.map((one) => one[0].toLowerCase())).size;
    };
    const best = spots.reduce(
      (top, { index }) => {
        const value = variety(index);
        return value > top.value ? { index, value } : top;
      },
      { index: 0, value: 0 },
    );
    const start = text.slice(0, best.index).search(/(?<=[.?!] )[^.?!]*$/);
    const near = start >= 0 && best.index - start < SENTENCE;
    const from = near ? start : best.index > LEAD ? text.indexOf(" ", best.index - LEAD) + 1 : 0;
    const to = from + CONTEXT;
    return `${from ? "…" : ""}${text.slice(from, to)}${to < text.length ? "…" : ""}`;
  };

  return { draw, refine, message, element, receive, read, root };
})();
