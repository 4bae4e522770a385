import { standsAlone } from './bounded.ts'
import { legible } from './signs.ts'

/** Words that multiply the number before them: "10 k", "2 million", "5 lakh". Without them it would be another number. */
const multipliers = new Set(
  [
    'k m mn mm mio bn mrd tsd tn half dozen hundred thousand million millions billion billions trillion lakh lakhs lac crore crores',
    'mil miles millón millones cien ciento cientos medio media docena docenas milhão milhões milhar milhares bilhão bilhões meia dúzia',
    'hundert tausend million millionen milliarde milliarden halb dutzend mille milliers millions milliard milliards',
    'mila milioni miliardi duizend miljoen miljard tys tysięcy tysiące bin milyon milyar ribu rb juta jt miliar ngàn nghìn triệu tỷ',
    'тыс тысяч тысячи млн миллион миллионов млрд ألف آلاف مليون هزار میلیون हज़ार लाख करोड़ 万 千 百 億 亿 만 천 억',
  ].flatMap((words) => words.split(' ')),
)

/** "2 and a half", "2 y medio": words of a fraction that may be separated from the number by other words. */
const fractions = new Set(
  'half halves quarter quarters medio media meio meia demi demie mezzo mezza halb halbe halbes buçuk пол половиной نصف نیم आधा setengah'.split(
    ' ',
  ),
)
/**
 * What makes the following number negative. "Más o menos 5" and "al menos 5" mean about 5 and at least 5: these phrases are not negative.
 */
const negative = /^\s*(?:-|menos|moins|meno)$|(?<![\p{L}\p{N}\p{M}])(?:minus|минус|ناقص|منفی)$/iu

/** Longer digit strings are not a person's answer. */
const longest = 60

/**
 * Finds a number in a text: the first, if it can be read in only one way.
 * Out:    plain digits with a point for the fraction, `-` before negative ones; null: none, or one that something touches (10k, ½, 2-3,
 *         12:30, <5), that has another number in the same part of the sentence ("3 or 4"), or that a word multiplies or makes negative.
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
  if (!standsAlone(text, signed, end, { unspacedLetters: false }) || /[.,<>]/.test(text[signed - 1] ?? '')) return null
  const quoted = text[signed - 1] === '"' && text[end] === '"' ? 1 : 0
  if (negative.test(text.slice(0, signed - quoted).trimEnd()) || isFollowed(text, end + quoted)) return null
  const value = valueOf(number.replace(/^[-+]/, ''))
  return value === null ? null : (number.startsWith('-') ? '-' : '') + value
}

/** What ends a part of a sentence: a mark before a blank or at the end, a bracket or a new line. */
const partEnd = /[,;.!?…]+(?=\s|$)|[()\n؟،؛。]/u

/**
 * Whether the following text would change the number: inches, and in the same part of the sentence more digits, a word that multiplies or
 * one of a fraction.
 */
function isFollowed(text: string, end: number): boolean {
  const rest = text.slice(end, end + 200)
  if (rest.startsWith('"')) return true
  const part = rest.split(partEnd, 1)[0]!
  if (/\p{N}/u.test(part)) return true
  const words = part.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? []
  return (/^\s/.test(part) && multipliers.has(words[0] ?? '')) || words.slice(0, 3).some((word) => fractions.has(word))
}

/**
 * "1,234.50", "1.234,50", "1'234.50", "1 234,50", "1,00,000": groups of one mark, then a fraction after another. Out: null: no such number.
 */
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
