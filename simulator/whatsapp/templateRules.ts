import { GraphError } from '../platform/errors.ts'
import { list, object, text, type Params } from '../platform/params.ts'
import { buttonsOf, componentOf, placesIn, typeOf } from './templateParts.ts'
import type { World } from '../world/world.ts'
import { whyNoSample } from './sampleUploads.ts'
import type { Template } from './templates.ts'

// What a template may consist of (meta-platform.md 5.8, 13.1 rows 1.14 and 1.16, 13.2 rows 2.1 and 2.2).

const maxHeaderChars = 60
const maxBodyChars = 1024
const maxFooterChars = 60
const maxButtonChars = 25
const maxUrlChars = 2000
const maxPhoneChars = 20
const maxCodeChars = 20
const maxButtons = 10
const mostOf: Record<string, number> = { URL: 2, PHONE_NUMBER: 1, COPY_CODE: 1 }
const mediaFormats = ['IMAGE', 'VIDEO', 'DOCUMENT']
const buttonTypes = ['QUICK_REPLY', 'URL', 'PHONE_NUMBER', 'COPY_CODE', 'FLOW', 'CATALOG']

const codes = { tooLong: 2388040, header: 2388047, body: 2388072, footer: 2388073, ratio: 2388293, edge: 2388299 }

/** Error 100 with what the owner of the template is told; the words are from memory. */
export const refuseTemplate = (subcode: number | undefined, title: string, words: string): GraphError =>
  new GraphError(100, 'Invalid parameter', { subcode, userTitle: title, userMessage: words })

const general = (words: string) => refuseTemplate(undefined, 'The template cannot be created', words)

function needShort(words: string, most: number, what: string): void {
  const { length } = Array.from(words)
  if (length > most)
    throw refuseTemplate(codes.tooLong, 'Character Limit Exceeded', `${what} may have ${most} characters; it has ${length}.`)
}

type Format = Template['parameterFormat']

/** The parameters of a text. Errors: the given subcode when they are not written as the format wants. */
function checkPlaces(words: string, format: Format, what: string, subcode: number): string[] {
  const fail = (why: string) => refuseTemplate(subcode, `${what} Format Incorrect`, why)
  const places = placesIn(words)
  if (words.split('{{').length - 1 !== places.length || words.split('}}').length - 1 !== places.length)
    throw fail('A parameter stands in two braces on each side.')
  if (format === 'NAMED') {
    if (places.some((name) => !/^[a-z_]+$/.test(name))) throw fail('Names of parameters are lower case letters and underscores.')
    if (new Set(places).size < places.length) throw fail('Each name of a parameter is used once.')
    return places
  }
  const numbers = [...new Set(places)].map(Number)
  if (places.some((name) => !/^\d+$/.test(name))) throw fail('Parameters are numbers, unless parameter_format is NAMED.')
  if (numbers.length > 0 && Math.max(...numbers) !== numbers.length) throw fail('Parameters are numbered from 1 without a gap.')
  return numbers.toSorted((a, b) => a - b).map(String)
}

/** Each parameter needs an example (13.2, row 2.1). */
function checkExamples(part: Params, places: string[], format: Format, key: 'header_text' | 'body_text', subcode: number): void {
  if (places.length === 0) return
  const what = key === 'header_text' ? 'Header' : 'Body'
  const example = object(part, 'example') ?? {}
  const given = example[format === 'NAMED' ? `${key}_named_params` : key]
  const fits =
    format === 'NAMED'
      ? fitsByName(given, places)
      : fitsByPlace(key === 'body_text' && Array.isArray(given) ? (given[0] as unknown) : given, places.length)
  if (!fits) throw refuseTemplate(subcode, `${what} Format Incorrect`, `${what} needs an example for each of its parameters.`)
}

const fitsByPlace = (given: unknown, count: number): boolean =>
  (typeof given === 'string' && count === 1) ||
  (Array.isArray(given) && given.length === count && given.every((one) => typeof one === 'string' && one !== ''))

const fitsByName = (given: unknown, places: string[]): boolean =>
  Array.isArray(given) &&
  given.length === places.length &&
  places.every((name) => (given as Params[]).some((one) => one['param_name'] === name && Boolean(one['example'])))

function checkHeader(world: World, part: Params, format: Format): void {
  const fail = (why: string) => refuseTemplate(codes.header, 'Header Format Incorrect', why)
  const kind = text(part, 'format')?.toUpperCase() ?? ''
  if (mediaFormats.includes(kind)) {
    const handles = object(part, 'example')?.['header_handle']
    if (!Array.isArray(handles) || typeof handles[0] !== 'string' || handles[0] === '')
      throw fail('A header with a file needs a sample in example.header_handle.')
    const why = whyNoSample(world, handles[0], kind)
    if (why) throw fail(why)
    return
  }
  if (kind === 'LOCATION') return
  if (kind !== 'TEXT') throw fail(`format is one of TEXT, LOCATION, ${mediaFormats.join(', ')}.`)
  const words = text(part, 'text')?.trim()
  if (!words) throw fail('A header with words needs a text.')
  needShort(words, maxHeaderChars, 'The header')
  if (words.includes('\n')) throw fail('A header is one line.')
  const places = checkPlaces(words, format, 'Header', codes.header)
  if (places.length > 1) throw fail('A header has one parameter at most.')
  checkExamples(part, places, format, 'header_text', codes.header)
}

function checkBody(part: Params, format: Format, most = maxBodyChars): void {
  const words = text(part, 'text')?.trim()
  if (!words) throw refuseTemplate(codes.body, 'Body Format Incorrect', 'The body needs a text.')
  needShort(words, most, 'The body')
  const places = checkPlaces(words, format, 'Body', codes.body)
  if (/^\{\{|\}\}$/.test(words))
    throw refuseTemplate(codes.edge, 'Parameters at the Edge', 'The body may not begin or end with a parameter.')
  if (/\}\}\s*\{\{/.test(words)) throw refuseTemplate(codes.body, 'Body Format Incorrect', 'Parameters may not touch each other.')
  // How many words each parameter needs is not documented: one, as in the platform's own example.
  const others = words.replaceAll(/\{\{[^{}]*\}\}/g, ' ').match(/[\p{L}\p{N}]+/gu)?.length ?? 0
  if (others < places.length) throw refuseTemplate(codes.ratio, 'Too Many Parameters', 'The body has too many parameters for its length.')
  checkExamples(part, places, format, 'body_text', codes.body)
}

function checkFooter(part: Params): void {
  const words = text(part, 'text')?.trim()
  if (!words) throw refuseTemplate(codes.footer, 'Footer Format Incorrect', 'A footer needs a text.')
  needShort(words, maxFooterChars, 'The footer')
  if (/\{\{|\n/.test(words)) throw refuseTemplate(codes.footer, 'Footer Format Incorrect', 'A footer has no parameters and is one line.')
}

function checkButtons(buttons: Params[], mostButtons = maxButtons): void {
  if (buttons.length === 0 || buttons.length > mostButtons) throw general(`A template has between 1 and ${mostButtons} buttons here.`)
  const types = buttons.map(typeOf)
  for (const [type, most] of Object.entries(mostOf))
    if (types.filter((one) => one === type).length > most) throw general(`A template has at most ${most} buttons of type ${type}.`)
  // Quick replies stand together, before or after the others.
  const changes = types.filter((type, at) => at > 0 && (type === 'QUICK_REPLY') !== (types[at - 1] === 'QUICK_REPLY')).length
  if (changes > 1) throw general('Quick replies are grouped: all before the other buttons, or all after them.')
  for (const button of buttons) checkButton(button)
  const titles = buttons.map((button) => text(button, 'text')).filter(Boolean)
  if (new Set(titles).size < titles.length) throw general('The texts of buttons differ.')
}

function checkButton(button: Params): void {
  const type = typeOf(button)
  if (!buttonTypes.includes(type)) throw general(`The type of a button is one of ${buttonTypes.join(', ')}.`)
  const words = text(button, 'text')
  if (type === 'COPY_CODE') {
    const code = [button['example']].flat()[0]
    if (typeof code !== 'string' || code === '') throw general('A button that copies a code needs an example.')
    return needShort(code, maxCodeChars, 'The code')
  }
  if (!words) throw general('A button needs a text.')
  needShort(words, maxButtonChars, 'The text of a button')
  if (/\{\{|\n/.test(words)) throw general('The text of a button has no parameters and is one line.')
  if (type === 'PHONE_NUMBER') {
    const phone = text(button, 'phone_number') ?? ''
    needShort(phone, maxPhoneChars, 'The number')
    if (!/^\+?[\d\-() ]{5,}$/.test(phone)) throw general('phone_number is a telephone number.')
  }
  if (type === 'FLOW' && !['flow_id', 'flow_name', 'flow_json'].some((key) => text(button, key)))
    throw general('A button that opens a flow needs flow_id, flow_name or flow_json.')
  if (type === 'URL') checkUrl(button)
}

function checkUrl(button: Params): void {
  const url = text(button, 'url') ?? ''
  needShort(url, maxUrlChars, 'The address')
  const places = placesIn(url)
  if (!URL.canParse(url.replace(/\{\{1\}\}$/, 'x')) || !/^https?:\/\//i.test(url)) throw general('url is an address.')
  if (places.length > 1 || (places.length === 1 && !url.endsWith('{{1}}')))
    throw general('An address has one parameter, {{1}}, at its end.')
  const sample = [button['example']].flat()[0]
  if (places.length === 1 && (typeof sample !== 'string' || sample === '')) throw general('An address with a parameter needs an example.')
}

const maxCards = 10
const maxCardBodyChars = 160
const maxCardButtons = 2
const cardButtonTypes = ['QUICK_REPLY', 'URL', 'PHONE_NUMBER']

/** A carousel (5.2; all but the number of its cards is from memory). */
function checkCards(world: World, given: unknown, format: Format): void {
  const cards = list(given ?? [], 'cards')
  if (cards.length < 2 || cards.length > maxCards) throw general(`A carousel has between 2 and ${maxCards} cards.`)
  const shapes = cards.map((card) => checkCard(world, list(card['components'] ?? [], 'cards.components'), format))
  if (new Set(shapes).size > 1) throw general('All cards of a carousel have the same parts.')
}

/** Out: what the card consists of. */
function checkCard(world: World, parts: Params[], format: Format): string {
  const types = parts.map(typeOf)
  if (types.some((type) => !['HEADER', 'BODY', 'BUTTONS'].includes(type)) || new Set(types).size < types.length)
    throw general('A card has a header, a body and buttons, each once.')
  const [header, body] = [componentOf(parts, 'HEADER'), componentOf(parts, 'BODY')]
  const kind = header && text(header, 'format')?.toUpperCase()
  if (!header || (kind !== 'IMAGE' && kind !== 'VIDEO'))
    throw refuseTemplate(codes.header, 'Header Format Incorrect', 'The header of a card is an image or a video.')
  checkHeader(world, header, format)
  if (body) checkBody(body, format, maxCardBodyChars)
  const buttons = buttonsOf(parts)
  checkButtons(buttons, maxCardButtons)
  if (buttons.some((button) => !cardButtonTypes.includes(typeOf(button))))
    throw general(`The buttons of a card are of type ${cardButtonTypes.join(', ')}.`)
  return JSON.stringify([kind, Boolean(body), buttons.map(typeOf)])
}

const otpTypes = ['COPY_CODE', 'ONE_TAP', 'ZERO_TAP']
const codeWords = '*{{1}}* is your verification code.'

/** A template of codes: the platform writes it, the business chooses what is in it. */
function codeTemplate(parts: Params[]): Params[] {
  const body = componentOf(parts, 'BODY')
  const footer = componentOf(parts, 'FOOTER')
  const [button, ...others] = buttonsOf(parts)
  if (componentOf(parts, 'HEADER')) throw refuseTemplate(codes.header, 'Header Format Incorrect', 'A template of codes has no header.')
  if (!body || body['text'] !== undefined)
    throw refuseTemplate(codes.body, 'Body Format Incorrect', 'The body of a template of codes is fixed: leave its text out.')
  if (!button || others.length > 0 || typeOf(button) !== 'OTP' || !otpTypes.includes(text(button, 'otp_type')?.toUpperCase() ?? ''))
    throw general(`A template of codes has one button of type OTP; its otp_type is one of ${otpTypes.join(', ')}.`)
  const minutes = footer && Number(text(footer, 'code_expiration_minutes'))
  if (minutes !== undefined && !(minutes >= 1 && minutes <= 90))
    throw refuseTemplate(codes.footer, 'Footer Format Incorrect', 'code_expiration_minutes is a number from 1 to 90.')
  const advice = text(body, 'add_security_recommendation') === 'true' ? ' For your security, do not share this code.' : ''
  return [
    { ...body, type: 'BODY', text: `${codeWords}${advice}` },
    ...(footer ? [{ ...footer, type: 'FOOTER', text: `This code expires in ${minutes} minutes.` }] : []),
    { type: 'BUTTONS', buttons: [{ ...button, type: 'OTP', text: text(button, 'text') ?? 'Copy code' }] },
  ]
}

/**
 * The parts of a template as they are stored. In: as the call gives them.
 * Errors: 100 with the subcodes of 5.8 and 13.1 row 1.16.
 */
export function checkComponents(world: World, given: unknown, category: string, format: Format): Params[] {
  if (given === undefined) throw general('components is required.')
  const parts = list(given, 'components')
  const types = parts.map(typeOf)
  const unknown = types.find((type) => !['HEADER', 'BODY', 'FOOTER', 'BUTTONS', 'CAROUSEL'].includes(type))
  if (unknown !== undefined) throw general(`There is no component of type "${unknown}" in the simulator.`)
  if (new Set(types).size < types.length) throw general('Each type of component stands once.')
  if (category === 'AUTHENTICATION') return codeTemplate(parts)
  const [header, body, footer] = [componentOf(parts, 'HEADER'), componentOf(parts, 'BODY'), componentOf(parts, 'FOOTER')]
  if (!body) throw refuseTemplate(codes.body, 'Body Format Incorrect', 'A template needs a body.')
  if (header) checkHeader(world, header, format)
  checkBody(body, format)
  if (footer) checkFooter(footer)
  if (types.includes('BUTTONS')) checkButtons(buttonsOf(parts))
  const carousel = componentOf(parts, 'CAROUSEL')
  if (carousel && (header || footer || types.includes('BUTTONS'))) throw general('Above the cards of a carousel is a body alone.')
  if (carousel) checkCards(world, carousel['cards'], format)
  return parts.map((part) => ({
    ...part,
    type: typeOf(part),
    ...(typeOf(part) === 'HEADER' && { format: text(part, 'format')?.toUpperCase() }),
  }))
}
