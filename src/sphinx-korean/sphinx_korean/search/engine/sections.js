/*
 * 한국어 검색 엔진 11/11: 찾은 쪽의 글을 보고, 쪽 대신 답이 든 절로 데려갑니다.
 *
 * 색인은 낱말이 어느 쪽에 있는지만 압니다. 절마다 담으면 색인이 3할 커지므로, 맥락을 보이려고 어차피 받는 쪽의
 * 글(searchtext/)에서 절을 고릅니다. 받지 못하면 쪽으로 데려갑니다.
 */
(() => {
  "use strict";

  const MOST_PAGES = 10;
  const MOST_KEYS = 40;
  const SECTION = 40; // 문장의 낱말이 모두 모인 절에 더하는 점수
  const sum = (values) => values.reduce((total, value) => total + value, 0);

  /** 낱말마다, 글에서 찾을 꼴과 그 무게. 잘 들어맞은 꼴부터 봅니다. */
  const formsOf = ({ words, found, weights }) =>
    found.map((one, i) => ({
      weight: weights[i],
      keys: [[words[i].stem, 1], ...(one.forms ?? [])]
        .sort(([, a], [, b]) => b - a)
        .slice(0, MOST_KEYS)
        .map(([key, value]) => [key.toLowerCase(), value]),
    }));
  const best = (keys, text) => keys.find(([key]) => text.includes(key))?.[1] ?? 0;
  const coverage = (forms, text) =>
    sum(forms.map(({ weight, keys }) => (weight ? weight * best(keys, text) : 0)));
  /** 문장 하나에 모인 낱말의 무게 가운데 가장 큰 것. */
  const together = (forms, text) =>
    Math.max(0, ...text.split(/(?<=[.?!])\s+/).map((sentence) => coverage(forms, sentence)));

  /** 쪽의 절 가운데 질의의 낱말이 가장 많이 모인 것: {ids, depth, score, title}. */
  const bestSection = (forms, pieces, titles) => {
    let top = null;
    for (const [ids, depth, text] of pieces) {
      const title = ids.map((id) => titles.get(id)).find(Boolean) ?? "";
      const [body, head] = [text.toLowerCase(), depth > 1 ? title.toLowerCase() : ""];
      const score =
        0.5 * coverage(forms, `${head} ${body}`) +
        0.4 * together(forms, body) +
        0.3 * coverage(forms, head);
      if (!top || score > top.score + 1e-9) top = { ids, depth, score, title };
    }
    return top;
  };
  const titlesOf = (index, file) => {
    const titles = new Map();
    for (const [title, found] of Object.entries(index.alltitles))
      for (const [number, id] of found) if (number === file && id) titles.set(id, title);
    return titles;
  };

  /**
   * 결과 하나를 절로 다듬은 것. pieces는 그 쪽의 글([앵커들, 깊이, 글]의 목록)입니다.
   *
   * 제목에 맞은 것은 그대로 두고, 글에서 찾은 쪽은 답이 든 절로 바꿉니다.
   */
  const settle = (result, pieces, { spoken, forms, ...query }) => {
    if (!pieces.length || result.told || result.kind === "object") return result;
    // 제목에 맞은 쪽은 쪽 전체가 답입니다.
    if ((result.anchor || result.kind === "title") && !spoken) return result;
    const { index } = KoreanSearch.current();
    const given = forms ?? formsOf(query);
    const id = result.anchor && decodeURIComponent(result.anchor.slice(1));
    const own = id ? pieces.filter(([ids]) => ids.includes(id)) : [];
    const top = bestSection(given, own.length ? own : pieces, titlesOf(index, result.file));
    const score = result.score + (spoken ? SECTION * top.score * weightOf(result) : 0);
    if (result.anchor || top.depth < 2) return { ...result, score };
    return { ...result, score, section: top.title, anchor: `#${top.ids[0]}` };
  };
  /**
   * 찾은 것을 절로 다듬은 것. 문장으로 찾은 것은 절을 보고 다시 늘어놓습니다.
   *
   * read는 쪽의 이름을 주면 그 쪽의 글을 약속하는 함수입니다.
   */
  const refine = async (answer, read) => {
    const { query, results } = answer;
    if (!query || !results.length) return answer;
    const known = { ...query, forms: formsOf(query) };
    const made = await Promise.all(
      results
        .slice(0, MOST_PAGES)
        .map(async (result) => settle(result, await read(result.docname), known)),
    );
    // 붙여 넣은 오류의 절은 언제나 앞입니다.
    if (query.spoken) made.sort((a, b) => Boolean(b.told) - Boolean(a.told) || b.score - a.score);
    const seen = new Set();
    const all = [...made, ...results.slice(MOST_PAGES)].filter(
      ({ docname, anchor }) => !seen.has(docname + anchor) && seen.add(docname + anchor),
    );
    return { ...answer, results: all };
  };
  const weightOf = ({ file }) => KoreanSearch.weightOf(KoreanSearch.current(), file);

  Object.assign(KoreanSearch, { refine, settle });
})();
