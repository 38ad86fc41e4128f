/*
 * 한국어 검색 엔진 2/3: 낱말 하나가 나오는 쪽을 색인에서 찾습니다.
 *
 * 찾은 것은 모두 Map(파일 번호 -> {fit, hits})입니다. fit은 가장 잘 들어맞은 정도이고, hits는 들어맞은
 * 서로 다른 꼴의 수입니다. 색인에는 나온 횟수가 없으므로 꼴의 수(`락을`, `락은`, `락의`)로 어림합니다.
 */
(() => {
  "use strict";

  const { fit, fitHangul, probe, conjugates, stripEnding, openLast, oneSyllable, isParticle } =
    KoreanSearch;
  const { nameParts, isHangul, isNumber, word } = KoreanSearch;

  // 말끝이 조사와 같은 이름씨(`정확도`, `워크플로`)를 가려야 하는 글자와, 그 글자가 조사라면 뒤따를 수 없는 조사.
  const AMBIGUOUS = /[도로의이가나]$/;
  const AFTER_NOUN = /^(?:이|가|와|과|을|를)$/;

  /** 색인을 찾기 좋게 펼칩니다. 색인마다 한 번만 합니다. */
  let site = null;
  const open = (index) => {
    if (site?.index === index) return site;
    site = { index, sizes: new Array(index.docnames.length).fill(0), joints: new Map() };
    site.hangul = vocabulary();
    site.names = vocabulary();
    for (const terms of [index.terms, index.titleterms])
      for (const key of Object.keys(terms)) {
        const files = Array.isArray(terms[key]) ? terms[key] : [terms[key]];
        for (const file of files) site.sizes[file] += 1;
        if (key.length === 3 && key[1] === " ")
          site.joints.set(key, files.concat(site.joints.get(key) ?? []));
        else (isHangul(key) ? site.hangul : site.names).push(key, files);
      }
    site.hangul.close();
    site.names.close();
    site.meanSize = site.sizes.reduce((sum, size) => sum + size, 0) / site.sizes.length || 1;
    return site;
  };

  /** 낱말의 모음. 낱말을 모두 이은 글에서 찾으면 낱말 수만 개를 1밀리초 안에 훑습니다. */
  const vocabulary = () => {
    const keys = [];
    const files = [];
    const starts = [];
    let text = "";
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
      push: (key, of) => (keys.push(key), files.push(of)),
      close: () => {
        let length = 1;
        for (const key of keys) {
          starts.push(length);
          length += key.length + 1;
        }
        if (keys.length) text = `\n${keys.join("\n")}\n`;
      },
      /** needle이 들어 있는 낱말마다 visit(낱말, 파일들)을 부릅니다. visit이 참을 돌려주면 멈춥니다. */
      each: (needle, visit) => {
        let position = text.indexOf(needle);
        while (position >= 0) {
          const i = at(position + 1);
          if (visit(keys[i], files[i])) return true;
          position = i + 1 < keys.length ? text.indexOf(needle, starts[i] + keys[i].length) : -1;
        }
        return false;
      },
    };
  };

  const scan = (words, needle, measure, found = new Map()) => {
    words.each(needle, (key, files) => {
      const value = measure(key);
      if (value > 0) for (const file of files) add(found, file, value, 1);
    });
    return found;
  };
  const add = (found, file, value, hits) => {
    const one = found.get(file);
    if (!one) found.set(file, { fit: value, hits });
    else {
      if (value > one.fit) one.fit = value;
      one.hits += hits;
    }
  };
  const merge = (found, more) => more.forEach((one, file) => add(found, file, one.fit, one.hits));
  const both = (left, right, value) => {
    const found = new Map();
    for (const [file, { hits }] of left)
      if (right.has(file))
        found.set(file, { fit: value, hits: Math.min(hits, right.get(file).hits) });
    return found;
  };
  const START = "\n"; // 이은 글에서 낱말의 앞입니다. 앞이 맞는 낱말만 찾을 때 씁니다.

  /** 어미를 뗀 낱말. 떼다가 이름씨가 나오면 멈춥니다. */
  const settle = (given) => {
    if (!given.hangul) return given;
    const alone = oneSyllable(given.text);
    if (alone && isParticled(given.text, alone)) return { ...given, stem: alone };
    let stem = given.text;
    while (!(AMBIGUOUS.test(stem) && follows(stem, (rest) => AFTER_NOUN.test(rest)))) {
      const shorter = stripEnding(stem);
      if (shorter === stem) break;
      stem = shorter;
    }
    return { ...given, stem };
  };
  /** `락을`은 락+을이고 `회의`는 낱말입니다. 낱말에는 조사가 더 붙은 꼴이, 한 글자 말에는 다른 꼴이 어딘가에 있습니다. */
  const isParticled = (text, alone) =>
    !follows(text, isParticle) &&
    site.hangul.each(START + alone, (key) => key !== text && fitHangul(alone, key) === 1);
  const follows = (text, accept) =>
    site.hangul.each(START + text, (key) => accept(key.slice(text.length)));
  const standsAlone = ({ stem }) =>
    site.hangul.each(START + stem, (key) => fitHangul(stem, key) === 1);

  /** 띄어쓰기를 잘못한 두 토막(`스레 드`)을 붙입니다. 어느 토막이 홀로 쓰인 적이 없을 때만입니다. */
  const repair = (words) => {
    const repaired = [];
    for (const each of words) {
      const before = repaired.at(-1);
      if (before?.hangul && each.hangul) {
        const joined = settle(word(before.text + each.text));
        if (follows(joined.stem, () => true) && !(standsAlone(before) && standsAlone(each))) {
          repaired[repaired.length - 1] = joined;
          continue;
        }
      }
      repaired.push(each);
    }
    return repaired;
  };

  const lookup = (given) => (given.hangul ? lookupHangul(given) : lookupName(given));

  /** 꼴이 바뀐 것까지: `느린`으로 `느립니다`를, `세는`으로 `셉니다`를. 그냥 찾아 없을 때만 씁니다. */
  const lookupWidely = (given) => {
    const found = lookup(given);
    if (!given.hangul) return found;
    const stem = oneSyllable(given.text) ?? openLast(given.stem);
    return scan(
      site.hangul,
      START + stem.slice(0, -1),
      (key) => (conjugates(stem, key) ? 0.4 : 0),
      found,
    );
  };

  const lookupHangul = (given) => {
    const { text, stem } = given;
    const found = scan(site.hangul, probe(given), (key) => fitHangul(stem, key));
    if (stem.length === 1) scan(site.hangul, text, (key) => fitHangul(text, key), found);
    for (const compound of new Set([text, stem])) merge(found, apart(compound));
    if (!found.size) merge(found, scattered(stem));
    // 아직 다 치지 않은 글자나 모르는 활용은 앞부분만으로 찾습니다.
    for (let part = openLast(stem); !found.size && part.length > 1; part = part.slice(0, -1))
      scan(
        site.hangul,
        START + part.slice(0, -1),
        (key) => (key.startsWith(part) || conjugates(part, key) ? 0.4 : 0),
        found,
      );
    return found;
  };

  /** 붙여 친 겹낱말(`공유메모리`)을 띄어 쓴 쪽에서. 이음새(`유 메`)가 있는 쪽만입니다. */
  const apart = (compound) => {
    const found = new Map();
    for (let at = 1; at < compound.length; at++) {
      const files = site.joints.get(`${compound[at - 1]} ${compound[at]}`);
      if (!files) continue;
      const [left, right] = [compound.slice(0, at), compound.slice(at)];
      const joined = new Map(files.map((file) => [file, { fit: 1, hits: 1 }]));
      const head = both(
        joined,
        scan(site.hangul, left + START, () => 1),
        0.9,
      );
      if (!head.size) continue;
      const tail = scan(site.hangul, START + right, () => 1);
      merge(tail, apart(right));
      merge(found, both(head, tail, 0.9));
    }
    return found;
  };
  /** 이음새마저 없으면, 아는 두 낱말로 갈라 둘 다 있는 쪽. */
  const scattered = (stem) => {
    for (let at = 2; at <= stem.length - 2; at++) {
      const parts = [stem.slice(0, at), stem.slice(at)].map((part) => word(part));
      if (!parts.every(standsAlone)) continue;
      const [head, tail] = parts.map((part) =>
        scan(site.hangul, part.stem, (key) => fitHangul(part.stem, key)),
      );
      const found = both(head, tail, 0.4);
      if (found.size) return found;
    }
    return new Map();
  };

  const lookupName = (given) => {
    const { text, raw, stem } = given;
    const byFit = (one) => scan(site.names, probe(one), (key) => fit(one, key));
    const found = byFit(given);
    if (found.size || isNumber(stem)) return found;
    const parts = nameParts(raw).map((part) => word(part));
    if (parts.length > 1)
      merge(
        found,
        parts.map(byFit).reduce((left, right) => both(left, right, 0.5)),
      );
    if (!found.size && text.length > 2) scan(site.names, text, () => 0.3, found);
    // 줄기보다 길게 쳤을 때: 치다 만 `multiprocessin`은 색인의 `multiprocess`보다 깁니다.
    for (let part = text.slice(0, -1); !found.size && part.length > 3; part = part.slice(0, -1))
      scan(site.names, START + part + START, () => part.length / text.length, found);
    return found;
  };

  /** 이웃한 두 낱말이 붙어 나오는 쪽들. */
  const adjacent = (before, after) => {
    const found = new Map();
    if (before.hangul !== after.hangul) return found;
    if (!before.hangul) {
      for (const mark of ["", "_", "."])
        scan(site.names, before.text + mark + after.text, () => 1, found);
      return found;
    }
    scan(site.hangul, before.stem + after.stem, () => 1, found);
    if (before.text === before.stem)
      for (const file of site.joints.get(`${before.text.at(-1)} ${after.text[0]}`) ?? [])
        add(found, file, 1, 1);
    return found;
  };

  Object.assign(KoreanSearch, {
    open,
    lookup,
    lookupWidely,
    adjacent,
    /** 색인을 보고 다듬은 질의의 낱말. */
    understand: (query) => repair(KoreanSearch.parse(query).map(settle)),
  });
})();
