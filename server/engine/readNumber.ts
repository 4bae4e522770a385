import { standsAlone } from './bounded.ts'
import { legible } from './signs.ts'

/** Words that multiply what stands before them: "10 k", "2 million", "5 lakh". Without them the number would be another one. */
const multipliers = new Set(
  [
    'k m mn mm mio bn mrd tsd tn half dozen hundred thousand million millions billion billions trillion lakh lakhs lac crore crores',
    'mil miles millón millones cien ciento cientos medio media docena docenas milhão milhões milhar milhares bilhão bilhões meia dúzia',
    'hundert tausend million millionen milliarde milliarden halb dutzend mille milliers millions milliard milliards',
    'тыс тысяч тысячи млн миллион миллионов млрд ألف آلاف مليون هزار میلیون हज़ार लाख करोड़ 万 千 百 億 亿 만 천 억',
  ].flatMap((words) => words.split(' ')),
)

/** Longer ones are no answer of a person. */
const longest = 60

/**
 * Finds a number in what a person wrote: the first, if it can be read in one way alone.
 * Out:    plain digits with a point for the fraction, `-` before negative ones; null: none, or one that something touches (10k, ½,
 *         2-3, 12:30), that another number follows, or that a word multiplies.
 * Errors: none.
 */
export function readNumber(written: string): string | null {
  // Arabic marks for the fraction and for groups.
  const text = legible(written).replaceAll('٫', '.').replaceAll('٬', ',')
  const first = text.search(/[\p{N}]/u)
  if (first === -1) return null
  const signed = /[-+]/.test(text[first - 1] ?? '') ? first - 1 : first
  const found = /^[-+]?\d[\d.,']*(?:\s\d{3}(?!\d))*(?:[.,]\d+)?/u.exec(text.slice(signed, signed + longest))?.[0]
  if (found === undefined) return null
  // A full stop or comma at the end belongs to the sentence.
  const number = found.replace(/(?<![.,'])[.,']+$/, '')
  const end = signed + number.length
  if (!standsAlone(text, signed, end, { unspacedLetters: false }) || /[.,]/.test(text[signed - 1] ?? '') || isFollowed(text, end))
    return null
  const value = valueOf(number.replace(/^[-+]/, ''))
  return value === null ? null : (number.startsWith('-') ? '-' : '') + value
}

/** Whether what comes next would make it another number: more digits, a unit of time, a quotation mark for inches, a word that multiplies. */
function isFollowed(text: string, end: number): boolean {
  const rest = text.slice(end, end + 40)
  if (/^["]|^[^\p{L}\p{N}]?\s*(?:[-+./:×x]\s*)?\p{N}/u.test(rest) && !/^[,;]\s/.test(rest)) return true
  const word = /^\s+([\p{L}\p{M}]+)/u.exec(rest)?.[1]
  return word !== undefined && multipliers.has(word.toLowerCase())
}

/** "1,234.50", "1.234,50", "1'234.50", "1 234,50", "1,00,000": groups of one mark, then a fraction after another. Out: null: no such number. */
function valueOf(number: string): string | null {
  const wholeIn = (groups: RegExp, decimal: string): string | null => {
    const [whole, fraction] = splitAt(number, decimal)
    if (!groups.test(whole) || !/^\d*$/.test(fraction)) return null
    const digits = whole.replace(/\D/g, '').replace(/^0+(?=\d)/, '')
    return fraction === '' ? digits : `${digits}.${fraction}`
  }
  return (
    // A single comma before exactly three digits groups; a single point is the fraction's.
    wholeIn(/^\d{1,3}(?:,\d{3})+$|^\d{1,2}(?:,\d{2})+,\d{3}$/, '.') ??
    wholeIn(/^\d{1,3}(?:['\s]\d{3})+$/, number.includes(',') ? ',' : '.') ??
    wholeIn(number.includes(',') ? /^\d{1,3}(?:\.\d{3})+$/ : /^\d{1,3}(?:\.\d{3}){2,}$/, ',') ??
    wholeIn(/^\d+$/, number.includes(',') ? ',' : '.')
  )
}

function splitAt(number: string, mark: string): [whole: string, fraction: string] {
  const at = number.lastIndexOf(mark)
  return at === -1 ? [number, ''] : [number.slice(0, at), number.slice(at + 1)]
}
