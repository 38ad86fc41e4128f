/*
 * 한국어 검색 엔진 3/11: 색인을 찾기 좋게 펼칩니다. 색인마다 한 번만 합니다.
 */
(() => {
  "use strict";

  const { isHangul, keysOf, compact, fold, initials } = KoreanSearch;

  /**
   * 낱말의 모음. 낱말을 모두 이은 글에서 찾으면 낱말 수만 개를 1밀리초 안에 훑습니다.
   *
   * 같은 글을 첫소리로, 또는 한 표기로 바꾼 것에서도 찾습니다. 자리가 같으므로 찾은 낱말을 압니다.
   */
  const vocabulary = () => {
    const keys = [];
    const files = [];
    const starts = [];
    const views = { plain: "" };
    const at = (position) => {
      let [low, high] = [0, keys.length - 1];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (starts[middle] <= position) low = middle;
        else high = middle - 1;
      }
      return low;
    };
    return {
      keys,
      files,
      push: (key, of) => (keys.push(key), files.push(of)),
      close: (changes = {}) => {
        let length = 1;
        for (const key of keys) {
          starts.push(length);
          length += key.length + 1;
        }
        if (keys.length) views.plain = `\n${keys.join("\n")}\n`;
        for (const [name, change] of Object.entries(changes)) views[name] = change(views.plain);
      },
      /** needle이 들어 있는 낱말마다 visit(낱말, 파일들, 낱말 안의 자리)를 부릅니다. 참을 돌려주면 멈춥니다. */
      each: (needle, visit, view = "plain") => {
        const text = views[view];
        const skip = needle.startsWith("\n") ? 1 : 0;
        let position = text.indexOf(needle);
        while (position >= 0) {
          const i = at(position + skip);
          if (visit(keys[i], files[i], position + skip - starts[i])) return true;
          position = i + 1 < keys.length ? text.indexOf(needle, starts[i] + keys[i].length) : -1;
        }
        return false;
      },
    };
  };

  let site = null;
  const open = (index) => {
    if (site?.index === index) return site;
    const pages = index.docnames.length;
    site = { index, pages, sizes: new Array(pages).fill(0), joints: new Map(), known: new Map() };
    site.hangul = vocabulary();
    site.names = vocabulary();
    const asked = readAnswers(site);
    for (const terms of [index.terms, index.titleterms, Object.fromEntries(asked)])
      for (const key of Object.keys(terms)) {
        const files = Array.isArray(terms[key]) ? terms[key] : [terms[key]];
        for (const file of files) if (file < pages) site.sizes[file] += 1;
        if (key.length === 3 && key[1] === " ")
          site.joints.set(key, files.concat(site.joints.get(key) ?? []));
        else (isHangul(key) ? site.hangul : site.names).push(key, files);
      }
    site.hangul.close({ fold, initials });
    site.names.close();
    site.meanSize = site.sizes.reduce((sum, size) => sum + size, 0) / pages || 1;
    return site;
  };
  /**
   * 절마다 적어 둔, 사람들이 묻는 말. 절 하나를 쪽의 번호 다음의 번호를 가진 작은 쪽으로 봅니다.
   *
   * 돌려주는 것은 낱말마다 그 번호들입니다. 이어진 두 낱말의 이음새도 담습니다.
   */
  const readAnswers = (site) => {
    const asked = new Map();
    const add = (key, id) => {
      if (!asked.has(key)) asked.set(key, new Set());
      asked.get(key).add(id);
    };
    site.answers = (site.index.answers ?? []).map(([file, anchor, title, ...phrases], i) => ({
      file,
      anchor,
      title,
      phrases: phrases.map((text) => {
        const keys = keysOf(text);
        keys.forEach((key, at) => {
          add(key, site.pages + i);
          const next = keys[at + 1];
          if (next && isHangul(key) && isHangul(next))
            add(`${key.at(-1)} ${next[0]}`, site.pages + i);
        });
        return { keys, folded: fold(compact(text)) };
      }),
    }));
    return [...asked].map(([key, ids]) => [key, [...ids]]);
  };

  Object.assign(KoreanSearch, { open, current: () => site });
})();
