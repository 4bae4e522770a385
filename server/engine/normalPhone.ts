import { parsePhoneNumberFromString } from 'libphonenumber-js'

/**
 * Numbers whose countries have changed how they are written. Each line: how the old spelling looks, how it is written today. Old
 * spellings live on in address books and in the ids platforms give, so one person would be two. Each new form is what libphonenumber's
 * metadata calls valid, each old one what it does not (normalPhone.test.ts holds both against the full metadata).
 */
const renumbered: [old: RegExp, now: string][] = [
  // Mexico, August 2019: mobiles lost the 1 after the country code, and the 044, 045 and 01 of calls within the country.
  [/^\+52(?:1|044|045|01)([2-9]\d{9})$/, '+52$1'],
  // Brazil, until 2016: mobiles got a 9 before their eight digits.
  [/^\+55([1-9]\d)([689]\d{7})$/, '+55$19$2'],
  // Côte d'Ivoire, January 2021: mobiles got their network's number in front; the second digit tells the network.
  [/^\+225([04-9][0-3]\d{6})$/, '+22501$1'],
  [/^\+225([04-9][4-6]\d{6})$/, '+22505$1'],
  [/^\+225([04-9][7-9]\d{6})$/, '+22507$1'],
  // Benin, November 2024: 01 before all numbers.
  [/^\+229([24-9]\d{7})$/, '+22901$1'],
  // Colombia, September 2021: 60 before all fixed lines.
  [/^\+57([124-8][2-9]\d{6})$/, '+5760$1'],
  // Vietnam, September 2018: mobiles lost one of eleven digits.
  [/^\+8416([2-9]\d{7})$/, '+843$1'],
  ...Object.entries({ 120: '70', 121: '79', 122: '77', 126: '76', 128: '78' }).map(([old, now]): [RegExp, string] => [
    new RegExp(`^\\+84${old}(\\d{7})$`),
    `+84${now}$1`,
  ]),
]

/**
 * One number for one telephone, however old the spelling: `+52 1 55…` and `+52 55…` are the same person.
 * In:     a number with its country code, as digits with or without the plus (`5215512345678`, as platforms name people).
 * Out:    E.164 in today's spelling. What is no valid number comes back as it was, with a plus. Argentina's 9 stays: there it is
 *         part of every mobile's number today.
 * Errors: none.
 */
export function normalPhone(number: string): string {
  const given = `+${number.replace(/^\+/, '')}`
  const change = renumbered.find(([old]) => old.test(given))
  const today = change ? given.replace(...change) : given
  try {
    const parsed = parsePhoneNumberFromString(today)
    return parsed?.isValid() ? parsed.number : given
  } catch {
    // The library promises not to throw. The engine must not throw in any case.
    return given
  }
}

/**
 * The other spellings of one number that are in use side by side: today's, and in Argentina with and without the 9 of mobiles, which
 * address books leave out and platforms write. A number there is either a mobile or a fixed line, never both.
 * In:     a number with its country code, with or without the plus.
 * Out:    digits, without the given spelling.
 */
export function otherSpellings(number: string): string[] {
  const given = number.replace(/^\+/, '')
  const today = normalPhone(given).slice(1)
  const without = today.replace(/^549(\d{10})$/, '54$1')
  const withNine = today.replace(/^54([1-8]\d{9})$/, '549$1')
  return [...new Set([today, without, withNine])].filter((one) => one !== given)
}
