/** Below this many comparisons of single characters, the built-in search is faster in every case. */
const fewComparisons = 65_536

/**
 * Whether a text contains a phrase, like `includes`. That may compare the whole phrase at each place (`baaa` in `aaaaaaaa`); this takes
 * time proportional to the sum of the lengths, not to their product (Knuth, Morris and Pratt).
 */
export function containsPhrase(text: string, phrase: string): boolean {
  if (phrase.length > text.length) return false
  if (phrase.length * text.length <= fewComparisons) return text.includes(phrase)
  const borders = bordersOf(phrase)
  let fits = 0
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at)
    while (fits > 0 && phrase.charCodeAt(fits) !== sign) fits = borders[fits - 1]!
    if (phrase.charCodeAt(fits) === sign) fits++
    if (fits === phrase.length) return true
  }
  return false
}

/** For each prefix of the phrase: the length of its longest proper suffix that is a prefix as well. */
function bordersOf(phrase: string): Uint32Array {
  const borders = new Uint32Array(phrase.length)
  let fits = 0
  for (let at = 1; at < phrase.length; at++) {
    const sign = phrase.charCodeAt(at)
    while (fits > 0 && phrase.charCodeAt(fits) !== sign) fits = borders[fits - 1]!
    if (phrase.charCodeAt(fits) === sign) fits++
    borders[at] = fits
  }
  return borders
}
