import type { GraphCall } from '../platform/call.ts'
import { GraphError } from '../platform/errors.ts'
import { list, text, type Params } from '../platform/params.ts'
import type { Attachment, Button, Content, Parts } from '../world/messages.ts'
import { fileOf } from './mediaParts.ts'
import { numberOf } from './numbers.ts'
import { missing, needObject, needWords, onlyKnown, wrong } from './parts.ts'
import { buttonsOf, componentOf, placesIn, typeOf } from './templateParts.ts'
import { templatesNamed, type Template } from './templates.ts'

// A template as it is sent (meta-platform.md 5.8, 8.3).

const maxFilledHeaderChars = 60
const maxFilledBodyChars = 1024
const maxCardBodyChars = 160
const maxCodeChars = 20
const maxPayloadChars = 256

const refuse = (code: number, title: string, details: string) => new GraphError(code, title, { details })
const count = (details: string) => refuse(132000, 'Number of parameters does not match the expected number of params', details)
const format = (details: string) => refuse(132012, 'Parameter format does not match format in the created template', details)

/** The template of a message, when it may be sent. Errors: 131008, 132001, 132015, 132016. */
function needTemplate({ world, account }: GraphCall, part: Params): Template {
  onlyKnown(part, 'template', ['name', 'language', 'components', 'namespace'])
  const name = text(part, 'name')
  if (!name) throw missing('template.name')
  const language = needObject(part, 'language', 'template.language')
  onlyKnown(language, 'template.language', ['code', 'policy'])
  const code = text(language, 'code')
  if (!code) throw missing('template.language.code')
  const template = templatesNamed(world, numberOf(world, account).wabaId, name).find((one) => one.language === code)
  if (template?.status === 'PAUSED') throw refuse(132015, 'Template is Paused', `The template ${name} is paused because of its quality.`)
  if (template?.status === 'DISABLED') throw refuse(132016, 'Template is Disabled', `The template ${name} is disabled.`)
  // One that is not approved yet does not exist for sending (13.2, row 2.10).
  if (template?.status !== 'APPROVED')
    throw refuse(132001, 'Template name does not exist in the translation', `template name (${name}) does not exist in ${code}`)
  return template
}

/** The words of one parameter. Errors: 131008, 132007, 132012. */
function wordsOf(parameter: Params, where: string): string {
  const type = text(parameter, 'type')
  if (type === 'currency' || type === 'date_time') {
    const value = needObject(parameter, type, `${where}.${type}`)
    if (type === 'currency' && (!/^[A-Z]{3}$/.test(text(value, 'code') ?? '') || !/^-?\d+$/.test(text(value, 'amount_1000') ?? '')))
      throw format(`${where}: a currency has a code of three letters and amount_1000.`)
    return needWords(value, 'fallback_value', `${where}.${type}`, maxFilledBodyChars)
  }
  if (type !== 'text') throw format(`${where}: Format mismatch, expected TEXT, received ${type?.toUpperCase() ?? 'UNKNOWN'}`)
  const words = text(parameter, 'text')
  if (!words) throw missing(`${where}.text`)
  if (/[\n\t]| {5}/.test(words))
    throw refuse(132007, 'Template Format Character Policy Violated', 'A parameter has no line breaks, tabs, or five blanks in a row.')
  return words
}

const parametersOf = (component: Params | undefined, where: string): Params[] =>
  component?.['parameters'] === undefined ? [] : list(component['parameters'], `${where}.parameters`)

/** Errors: 132000 for another count of parameters, 132012 for other names, 132005 when it gets too long. */
function fill(words: string, component: Params | undefined, template: Template, where: string, most: number): string {
  const places = [...new Set(placesIn(words))]
  const given = parametersOf(component, where)
  if (given.length !== places.length)
    throw count(`${where}: number of localizable_params (${given.length}) does not match the expected number of params (${places.length})`)
  const values = new Map<string, string>()
  for (const [at, parameter] of given.entries()) {
    onlyKnown(parameter, where, ['type', 'text', 'parameter_name', 'currency', 'date_time'])
    const name = template.parameterFormat === 'NAMED' ? text(parameter, 'parameter_name') : String(at + 1)
    if (name === undefined || !places.includes(name)) throw format(`${where}: there is no parameter ${name ?? 'without a name'}`)
    values.set(name, wordsOf(parameter, where))
  }
  if (values.size !== places.length) throw format(`${where}: a parameter is given twice`)
  const filled = words.replaceAll(/\{\{([^{}]*)\}\}/g, (_, name: string) => values.get(name.trim())!)
  if (Array.from(filled).length > most)
    throw refuse(132005, 'Translated text too long', `${where}: the text is longer than ${most} characters once it is filled in.`)
  return filled
}

function header(part: Params | undefined, given: Params | undefined, call: GraphCall, template: Template) {
  if (!part) {
    if (given) throw format('header: the template has no header')
    return {}
  }
  const kind = text(part, 'format') ?? 'TEXT'
  if (kind === 'TEXT') return { words: fill(text(part, 'text') ?? '', given, template, 'header', maxFilledHeaderChars) }
  const [parameter, ...others] = parametersOf(given, 'header')
  const received = (parameter && text(parameter, 'type')?.toUpperCase()) ?? 'UNKNOWN'
  if (!parameter || others.length > 0 || received !== kind) throw format(`header: Format mismatch, expected ${kind}, received ${received}`)
  const key = kind.toLowerCase()
  const value = needObject(parameter, key, `header.${key}`)
  if (kind !== 'LOCATION') return { attachment: fileOf(value, call, key).attachment }
  for (const one of ['latitude', 'longitude', 'name', 'address']) if (!text(value, one)) throw missing(`header.location.${one}`)
  return { attachment: { type: 'location', payload: value } satisfies Attachment }
}

/** The parameter that a button of this type takes, by `sub_type` (5.8). */
const parameterOf: Record<string, { subType: string; type: string }> = {
  QUICK_REPLY: { subType: 'quick_reply', type: 'payload' },
  URL: { subType: 'url', type: 'text' },
  OTP: { subType: 'url', type: 'text' },
  COPY_CODE: { subType: 'copy_code', type: 'coupon_code' },
  FLOW: { subType: 'flow', type: 'action' },
  CATALOG: { subType: 'catalog', type: 'action' },
}

function button(part: Params, at: number, given: Params | undefined): Button {
  const type = typeOf(part)
  const where = `buttons[${at}]`
  const takes = parameterOf[type]
  const subType = given && text(given, 'sub_type')?.toLowerCase()
  if (given && takes?.subType !== subType) throw format(`${where}: Button at index ${at} is ${type}, and takes no sub_type ${subType}`)
  const parameters = parametersOf(given, where)
  if (parameters.length > 1) throw count(`${where}: one parameter at most`)
  const [parameter] = parameters
  if (parameter && text(parameter, 'type') !== takes!.type) throw format(`${where}: its parameter is of type ${takes!.type}`)
  const value = (key: string, most: number) => parameter && needWords(parameter, key, where, most)
  const needed = (key: string, most: number) => {
    const found = value(key, most)
    if (found === undefined) throw missing(`${where}: Button at index ${at} of type ${type} requires a parameter`)
    return found
  }
  const title = text(part, 'text') ?? 'Copy code'
  if (type === 'QUICK_REPLY') return { type: 'postback', title, payload: value('payload', maxPayloadChars) ?? title }
  if (type === 'COPY_CODE')
    return {
      type: 'web_url',
      title,
      url: `https://www.whatsapp.com/coupon/?code=${encodeURIComponent(needed('coupon_code', maxCodeChars))}`,
    }
  if (type === 'OTP')
    return { type: 'web_url', title, url: `https://www.whatsapp.com/otp/code/?code=otp${encodeURIComponent(needed('text', 15))}` }
  if (type === 'PHONE_NUMBER') return { type: 'web_url', title, url: `tel:${text(part, 'phone_number')}` }
  if (type !== 'URL') return { type: 'postback', title }
  const url = text(part, 'url') ?? ''
  if (placesIn(url).length > 0) return { type: 'web_url', title, url: url.replace('{{1}}', needed('text', 2000)) }
  if (parameter) throw count(`${where}: the address has no parameter`)
  return { type: 'web_url', title, url }
}

type Filled = { words: string[]; parts: Parts; attachments: Attachment[]; buttons: Button[] }

/** The parts of a template, or of a card, filled with what a message gives. */
function fillParts(parts: Params[], given: Params[], call: GraphCall, template: Template, maxBody: number): Filled {
  const ofType = (type: string) => given.filter((one) => typeOf(one) === type)
  if (ofType('HEADER').length > 1 || ofType('BODY').length > 1) throw wrong('template.components has one header and one body')
  const has = buttonsOf(parts)
  const taps = new Map(ofType('BUTTON').map((one) => [text(one, 'index') ?? '', one]))
  if (taps.size < ofType('BUTTON').length) throw wrong('template.components.index is another one for each button')
  const astray = [...taps.keys()].find((index) => !/^\d$/.test(index) || !has[Number(index)])
  if (astray !== undefined) throw format(`buttons: there is no button at index ${astray}`)
  const above = header(componentOf(parts, 'HEADER'), ofType('HEADER')[0], call, template)
  const bodyWords = text(componentOf(parts, 'BODY') ?? {}, 'text') ?? ''
  const body = fill(bodyWords, ofType('BODY')[0], template, 'body', maxBody)
  const footer = text(componentOf(parts, 'FOOTER') ?? {}, 'text')
  return {
    words: [above.words, body, footer].filter((words) => words !== undefined && words !== '') as string[],
    parts: { ...(above.words && { header: above.words }), body, ...(footer && { footer }) },
    attachments: above.attachment ? [above.attachment] : [],
    buttons: has.map((one, at) => button(one, at, taps.get(String(at)))),
  }
}

/** All cards of a carousel, each filled (5.2; the rest is from memory). Errors: 132000 for another number, 132012 for other places. */
function fillCards(cards: Params[], given: Params | undefined, call: GraphCall, template: Template): Filled[] {
  const filled = given === undefined ? [] : list(given['cards'] ?? [], 'carousel.cards')
  if (filled.length !== cards.length) throw count(`carousel: ${filled.length} cards were given, and the template has ${cards.length}`)
  const byIndex = new Map(filled.map((card) => [text(card, 'card_index') ?? '', card]))
  return cards.map((card, at) => {
    const own = byIndex.get(String(at))
    if (!own) throw format(`carousel: there is no card with card_index ${at}`)
    onlyKnown(own, 'carousel.cards', ['card_index', 'components'])
    const parts = list(own['components'] ?? [], 'carousel.cards.components')
    for (const part of parts) checkGiven(part, ['header', 'body', 'button'])
    return fillParts(list(card['components'] ?? [], 'components'), parts, call, template, maxCardBodyChars)
  })
}

function checkGiven(part: Params, types: string[]): void {
  onlyKnown(part, 'template.components', ['type', 'parameters', 'sub_type', 'index', 'cards'])
  if (!types.includes(typeOf(part).toLowerCase())) throw wrong(`template.components.type is ${types.join(', ')}`)
}

/** Reads the part `template` of a message. Out: the template, and what the person sees. Errors: as 8.3 says. */
export function filledTemplate(part: Params, call: GraphCall): { template: Template; content: Content } {
  const template = needTemplate(call, part)
  const given = part['components'] === undefined ? [] : list(part['components'], 'template.components')
  for (const one of given) checkGiven(one, ['header', 'body', 'button', 'carousel'])
  const carousel = componentOf(template.components, 'CAROUSEL')
  const givenCards = given.find((one) => typeOf(one) === 'CAROUSEL')
  if (givenCards && !carousel) throw format('carousel: the template has no carousel')
  const own = fillParts(
    template.components,
    given.filter((one) => one !== givenCards),
    call,
    template,
    maxFilledBodyChars,
  )
  const cards = carousel ? fillCards(list(carousel['cards'] ?? [], 'cards'), givenCards, call, template) : []
  const all = [own, ...cards]
  const attachments = all.flatMap((one) => one.attachments)
  const buttons = all.flatMap((one) => one.buttons)
  return {
    template,
    content: {
      kind: 'template',
      text: all.flatMap(({ words }) => words).join('\n'),
      // The cards of a carousel are shown one below the other.
      ...(cards.length === 0 && { parts: own.parts }),
      ...(attachments.length > 0 && { attachments }),
      ...(buttons.length > 0 && { buttons }),
    },
  }
}
