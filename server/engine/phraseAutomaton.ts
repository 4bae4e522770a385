/**
 * Aho–Corasick over UTF-16 units: finds every phrase of a large list in one walk over the text.
 *
 * Nodes are numbered breadth first, so the children of a node are neighbours: `firstChild[n]` to `firstChild[n + 1]`, sorted by
 * their unit. That needs 18 bytes a node, no pointers, and keeps 50,000 keywords near the processor. A hash per node was ten
 * times larger; a full table of transitions fifty times.
 */
export type PhraseAutomaton = {
  /** Sorted, each once; a hit names the index in here. */
  phrases: string[]
  firstChild: Int32Array
  unit: Uint16Array
  /** The node of the longest proper suffix. */
  fail: Int32Array
  /** The phrase that ends here, or -1. */
  phraseAt: Int32Array
  /** The nearest node on the way of suffixes where a phrase ends, or 0. */
  shorter: Int32Array
}

/** Builds the automaton. In: folded phrases in any order, repeated ones welcome, empty ones ignored. Errors: none. */
export function buildAutomaton(texts: Iterable<string>): PhraseAutomaton {
  const phrases = [...new Set(texts)].filter((text) => text !== '').sort((a, b) => (a < b ? -1 : 1))
  // A node is a range of the sorted phrases that agree in their first `depth` units.
  const from = [0]
  const to = [phrases.length]
  const depth = [0]
  const unit = [0]
  const parent = [0]
  const firstChild: number[] = []
  const phraseAt: number[] = []
  for (let node = 0; node < from.length; node++) {
    let phrase = from[node]!
    const deep = depth[node]!
    const ends = phrase < to[node]! && phrases[phrase]!.length === deep
    phraseAt.push(ends ? phrase : -1)
    firstChild.push(from.length)
    if (ends) phrase++
    while (phrase < to[node]!) {
      const sign = phrases[phrase]!.charCodeAt(deep)
      const start = phrase
      while (phrase < to[node]! && phrases[phrase]!.charCodeAt(deep) === sign) phrase++
      from.push(start)
      to.push(phrase)
      depth.push(deep + 1)
      unit.push(sign)
      parent.push(node)
    }
  }
  firstChild.push(from.length)
  const automaton: PhraseAutomaton = {
    phrases,
    firstChild: Int32Array.from(firstChild),
    unit: Uint16Array.from(unit),
    fail: new Int32Array(from.length),
    phraseAt: Int32Array.from(phraseAt),
    shorter: new Int32Array(from.length),
  }
  for (let node = 1; node < from.length; node++) {
    const above = parent[node]!
    const fail = above === 0 ? 0 : step(automaton, automaton.fail[above]!, unit[node]!)
    automaton.fail[node] = fail
    automaton.shorter[node] = automaton.phraseAt[fail]! >= 0 ? fail : automaton.shorter[fail]!
  }
  return automaton
}

function childOf({ firstChild, unit }: PhraseAutomaton, node: number, sign: number): number {
  let low = firstChild[node]!
  let high = firstChild[node + 1]! - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const there = unit[middle]!
    if (there === sign) return middle
    if (there < sign) low = middle + 1
    else high = middle - 1
  }
  return 0
}

/** The state after one more unit: falls back to shorter suffixes until one continues. */
function step(automaton: PhraseAutomaton, node: number, sign: number): number {
  let at = node
  for (;;) {
    const child = childOf(automaton, at, sign)
    if (child !== 0 || at === 0) return child
    at = automaton.fail[at]!
  }
}

/** Calls `hit` for every occurrence of every phrase: its index in `phrases`, and where it starts and ends in the text. */
export function scan(automaton: PhraseAutomaton, text: string, hit: (phrase: number, start: number, end: number) => void): void {
  let node = 0
  for (let index = 0; index < text.length; index++) {
    node = step(automaton, node, text.charCodeAt(index))
    for (let at = node; at !== 0; at = automaton.shorter[at]!) {
      const phrase = automaton.phraseAt[at]!
      if (phrase >= 0) hit(phrase, index + 1 - automaton.phrases[phrase]!.length, index + 1)
    }
  }
}
