import type { Comparison } from '../model/automation.ts'
import { fold } from './fold.ts'
import { readNumber } from './readNumber.ts'
import { containsPhrase } from './containsPhrase.ts'

/** A known text of a person. It is folded, and read as a number, at most once. */
export class KnownText {
  readonly #written: string
  #folded: string | undefined
  #number: number | undefined

  constructor(written: string) {
    this.#written = written
  }
  get isBlank(): boolean {
    return this.#written.trim() === ''
  }
  get folded(): string {
    return (this.#folded ??= fold(this.#written))
  }
  /** NaN: no number. */
  get number(): number {
    return (this.#number ??= Number(readNumber(this.#written) ?? Number.NaN))
  }
}

/** Returns a function that returns the same `KnownText` for the same text: many checks of one decision compare the same few texts. */
export function rememberTexts(): (written: string) => KnownText {
  const known = new Map<string, KnownText>()
  return (written) => {
    const there = known.get(written) ?? new KnownText(written)
    known.set(written, there)
    return there
  }
}

const wantedBy = new WeakMap<Comparison, ReadonlyMap<string, string>>()

/**
 * The texts that a comparison looks for: folded → as the owner wrote it. They are folded at first use and kept as long as the comparison,
 * which belongs to a version and never changes.
 */
export function wantedOf(comparison: Comparison): ReadonlyMap<string, string> {
  const there = wantedBy.get(comparison)
  if (there) return there
  const texts = 'values' in comparison ? comparison.values : 'value' in comparison ? [comparison.value] : []
  const wanted = new Map(texts.map((text) => [fold(text), text]))
  wantedBy.set(comparison, wanted)
  return wanted
}

/**
 * Whether a comparison is true. Texts are compared as keywords are: without case, accents and kinds of quotation marks.
 * In:     the text, null when it is not known; the comparison.
 * Out:    an unknown or blank text is absent, equals nothing, contains nothing and is no number. A wanted text that folds to nothing equals
 *         no text and is contained in none.
 * Errors: none.
 */
export function compares(text: KnownText | null, comparison: Comparison): boolean {
  const known = text === null || text.isBlank ? null : text
  switch (comparison.is) {
    case 'present':
      return known !== null
    case 'absent':
      return known === null
    case 'equals':
    case 'one_of':
      return known !== null && isOneOf(known, comparison)
    case 'not_equals':
      return known === null || !isOneOf(known, comparison)
    case 'contains':
      return known !== null && has(known, comparison)
    case 'not_contains':
      return known === null || !has(known, comparison)
    case 'above':
      return known !== null && known.number > comparison.number
    case 'below':
      return known !== null && known.number < comparison.number
    default:
      // A comparison of a newer version.
      return false
  }
}

const isOneOf = ({ folded }: KnownText, comparison: Comparison): boolean => folded !== '' && wantedOf(comparison).has(folded)

function has({ folded }: KnownText, comparison: Comparison): boolean {
  for (const wanted of wantedOf(comparison).keys()) if (wanted !== '' && containsPhrase(folded, wanted)) return true
  return false
}

/**
 * Whether no text, known or not, makes all of these comparisons true.
 * In:     complete comparisons. Out: false where it is not certain. Errors: none.
 */
export function excludeEachOther(all: Comparison[]): boolean {
  if (all.some(({ is }) => is === 'absent')) return !all.every((one) => compares(null, one))
  // A value that matches must be one of the named texts.
  const named = all.flatMap((one) => (one.is === 'equals' || one.is === 'one_of' ? [wantedOf(one)] : []))
  if (named.length > 0) {
    const fewest = named.reduce((least, one) => (one.size < least.size ? one : least))
    return ![...fewest.values()].map((text) => new KnownText(text)).some((text) => all.every((one) => compares(text, one)))
  }
  const above = Math.max(...all.flatMap((one) => (one.is === 'above' ? [one.number] : [])))
  const below = Math.min(...all.flatMap((one) => (one.is === 'below' ? [one.number] : [])))
  if (above >= below) return true
  const contained = all.flatMap((one) => (one.is === 'contains' ? [...wantedOf(one).keys()] : []))
  return all.some(
    (one) => one.is === 'not_contains' && [...wantedOf(one).keys()].some((part) => contained.some((text) => containsPhrase(text, part))),
  )
}
