/*
 * 한국어 검색 엔진 8/11: 붙여 넣은 오류의 글이 어느 절의 것인지 가립니다.
 *
 * 오류의 글에는 이름, 수, 주소, 경로처럼 그때그때 다른 것이 섞입니다. 무엇이 그런지 낱낱이 적어 두는 대신, 절에 적힌
 * 글의 낱말이 차례대로 나오는지만 봅니다. 적힌 적이 없는 낱말은 없는 셈 칩니다. 드문 낱말은 무겁고 어느 오류에나
 * 있는 낱말은 가벼우므로, 글이 거의 같은 두 오류도 다른 낱말 하나로 가려집니다.
 */
(() => {
  "use strict";

  const { latinStem } = KoreanSearch;

  const WORD = /[a-z]+(?:'t\b)?/g;
  // 따옴표와 꺾쇠 안의 것은 그때그때 다른 이름입니다. 꺾쇠는 겹칩니다.
  const QUOTED = /(?<![a-z])'[^']*'|"[^"]*"|<[^<>]*>/gi;
  const CLASS = /^(?:[\w.]+\.)?([A-Z]\w+):\s/;
  const ONLY_CLASS = /(?:^|\s)(?:\w+\.)+([A-Z]\w+)(?:: None|:)?\s*$/;
  // 적힌 글의 무게 가운데 이만큼은 나와야 그 오류입니다. 짧은 글(SHORT)은 찾는 말과 가릴 수 있게 거의 다 나와야 합니다.
  const [ENOUGH, NEARLY_ALL, SHORT] = [0.7, 0.85, 4];
  const ALIKE = 0.6; // 가장 잘 맞은 것에 견주어 이만큼 맞으면 함께 내놓습니다.
  const GAP = 0.1; // 사이에 낀 낱말 하나의 벌점. 흩어진 낱말이 모여 오류가 되지 않게 합니다.
  const CLASS_SHARE = 0.25;
  const LONGEST = 400; // 트레이스백을 통째로 붙여 넣으면 뒤의 이만큼만 봅니다. 글은 끝에 있습니다.

  const stems = new Map();
  const stem = (word) => {
    if (!stems.has(word)) stems.set(word, word === "can't" ? "cannot" : latinStem(word));
    return stems.get(word);
  };
  const plain = (text) =>
    text
      .normalize("NFC")
      .replace(/[\u2018\u2019\u02bc]/g, "'")
      .replace(/\\(?=['"])/g, "");
  const wordsOf = (text) => (plain(text).toLowerCase().match(WORD) ?? []).map(stem);
  const withoutNames = (text) => {
    let before = "";
    while (before !== text) [before, text] = [text, text.replace(QUOTED, " ")];
    return text;
  };

  /**
   * 절 하나의 오류들. 따옴표와 꺾쇠 안의 이름은 그때그때 다르지만, 제목에 적힌 것은 이 오류를 가르는 말(must)입니다:
   * `<lambda>`, `__main__`.
   */
  const read = ([file, anchor, title, ...blocks]) => {
    const telling = new Set(wordsOf(title));
    const forms = [title, ...blocks].map((text) => {
      const [, kind] = plain(text).match(CLASS) ?? [];
      const body = kind ? plain(text).replace(CLASS, "") : plain(text);
      const fixed = wordsOf(withoutNames(body));
      let at = 0;
      const must = [];
      const words = wordsOf(body).filter((word) => {
        if (word === fixed[at]) return (at += 1);
        if (telling.has(word)) must.push(word);
        return telling.has(word);
      });
      return { kind: kind && stem(kind.toLowerCase()), words, must };
    });
    return { file, anchor, title, forms: forms.filter(({ words }) => words.length) };
  };

  const prepare = ({ index }) => {
    const entries = (index.messages ?? []).map(read);
    const counts = new Map();
    for (const { forms } of entries)
      for (const word of new Set(forms.flatMap(({ kind, words }) => [kind, ...words])))
        counts.set(word, (counts.get(word) ?? 0) + 1);
    const weight = (word) => Math.log(1 + entries.length / (counts.get(word) ?? Infinity));
    for (const form of entries.flatMap(({ forms }) => forms)) {
      form.weights = form.words.map(weight);
      form.total = form.weights.reduce((sum, each) => sum + each, 0);
    }
    return { entries, counts, weight };
  };

  /** form의 낱말이 asked에 차례대로 나온 것의 무게. asked는 아는 낱말과 그 자리들입니다. */
  const align = ({ words, weights }, asked) => {
    let best = new Float64Array(words.length + 1);
    let [top, last] = [0, -1];
    for (const [word, at] of asked) {
      const gap = GAP * (at - last - 1);
      const cost = gap + GAP;
      const row = new Float64Array(words.length + 1);
      for (let j = 1; j <= words.length; j++) {
        row[j] = Math.max(row[j - 1], best[j] - cost, 0);
        if (words[j - 1] === word)
          row[j] = Math.max(row[j], Math.max(best[j - 1] - gap, 0) + weights[j - 1]);
        if (row[j] > top) top = row[j];
      }
      best = row;
      last = at;
    }
    return top;
  };

  /** 글이 없는 오류의 이름: `aiohttp.client_exceptions.ServerDisconnectedError`. 한 절에만 있는 이름이면 그 절입니다. */
  const onlyKind = (text) => {
    const [, kind] = plain(text).match(ONLY_CLASS) ?? [];
    return kind && stem(kind.toLowerCase());
  };
  /** 붙여 넣은 글에 맞는 절: {file, anchor, title, score}를 잘 맞는 것부터. */
  const findMessages = (text, site) => {
    const { entries, counts, weight } = (site.messages ??= prepare(site));
    if (!entries.length) return [];
    const asked = wordsOf(text)
      .slice(-LONGEST)
      .map((word, i) => [word, i])
      .filter(([word]) => counts.has(word));
    if (!asked.length) return [];
    const said = new Set(asked.map(([word]) => word));
    const rate = (form) => {
      // 늘어놓아 보기 전에 거릅니다.
      if (!form.words.some((word) => said.has(word))) return 0;
      if (!form.must.every((word) => said.has(word))) return 0;
      const matched = align(form, asked);
      if (matched < (form.words.length > SHORT ? ENOUGH : NEARLY_ALL) * form.total) return 0;
      const sameKind = said.has(form.kind) ? CLASS_SHARE * weight(form.kind) : 0;
      return 2 * matched - form.total + sameKind;
    };
    const kind = onlyKind(text);
    const ofKind = entries.filter(({ forms }) => forms.some((form) => form.kind === kind));
    const rateKind = (entry) => (kind && ofKind.length === 1 && ofKind[0] === entry ? weight(kind) : 0);
    const found = entries
      .map((entry) => ({ ...entry, score: Math.max(rateKind(entry), ...entry.forms.map(rate)) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score);
    return found.filter(({ score }) => score >= ALIKE * found[0].score);
  };

  Object.assign(KoreanSearch, { findMessages });
})();
