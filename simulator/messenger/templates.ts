import { needPermission } from '../platform/access.ts'
import { addressOf, done, type GraphCall, type Outcome } from '../platform/call.ts'
import { GraphError, refuse } from '../platform/errors.ts'
import { project } from '../platform/fields.ts'
import { fieldsOf, newestFirst, readPage, type Window } from '../platform/pages.ts'
import { list, object, text, type Params } from '../platform/params.ts'
import type { Account } from '../world/accounts.ts'
import * as ids from '../world/ids.ts'
import type { Button, Content } from '../world/messages.ts'
import type { World } from '../world/world.ts'

// Utility templates of a Page (meta-platform.md 13.2 row 2.27): approved within seconds, never edited.

type Row = { seq: number; id: string; name: string; language: string; category: string; components: string; createdAt: number }

/** Approval takes seconds (13.2, row 2.27). */
const reviewMs = 3_000
const buttonTypes = ['POSTBACK', 'URL', 'PHONE_NUMBER']

const statusOf = (world: World, row: Row) => (world.clock.now() - row.createdAt >= reviewMs ? 'APPROVED' : 'PENDING')
const componentsOf = (row: Row) => JSON.parse(row.components) as Params[]
const placesIn = (words: string) => new Set(words.match(/\{\{\w+\}\}/g)).size

function mayManage({ token }: GraphCall): void {
  needPermission(token, 'pages_utility_messaging', 'page_utility_messaging', 'pages_messaging')
}

/**
 * POST /{PAGE}/message_templates {name, category: "UTILITY", language, components}. Errors: 100; 100/2018416 for a button of another
 * kind.
 */
export function createTemplate(call: GraphCall): Outcome {
  mayManage(call)
  const { world, account, params } = call
  const [name, language, category] = ['name', 'language', 'category'].map((key) => text(params, key))
  if (!name || !/^[a-z0-9_]{1,512}$/.test(name)) throw refuse.invalid('Param name must be lower case letters, digits and underscores')
  if (!language) throw refuse.invalid('Param language is required')
  if (category !== 'UTILITY') throw refuse.invalid('Param category must be one of {UTILITY}')
  const components = list(params['components'], 'components')
  const body = components.find((one) => text(one, 'type')?.toUpperCase() === 'BODY')
  const words = body && text(body, 'text')
  if (!words) throw refuse.invalid('Param components needs a BODY with a text')
  if (placesIn(words) > 0 && !object(body, 'example')) throw refuse.invalid('A text with parameters needs examples')
  const buttons = components.find((one) => text(one, 'type')?.toUpperCase() === 'BUTTONS')
  for (const button of buttons ? list(buttons['buttons'], 'components[buttons]') : [])
    if (!buttonTypes.includes(text(button, 'type')?.toUpperCase() ?? ''))
      throw refuse.invalid(`A button is one of {${buttonTypes.join(', ')}}`, 2018416)
  if (find(world, account, name, language)) throw refuse.invalid('There is a template with this name and language already')
  const id = ids.formId(world.dice)
  world.store.run(
    'insert into page_templates (id, pageId, name, language, category, components, createdAt) values (?, ?, ?, ?, ?, ?, ?)',
    id,
    account.id,
    name,
    language,
    category,
    JSON.stringify(components),
    world.clock.now(),
  )
  return { body: { id, status: 'PENDING', category }, effect: { kind: 'template', id, name, language } }
}

const find = (world: World, { id }: Account, name: string, language: string): Row | undefined =>
  world.store.get<Row>('select * from page_templates where pageId = ? and name = ? and language = ?', id, name, language)

/** GET /{PAGE}/message_templates, newest first. */
export function listTemplates(call: GraphCall): Outcome {
  mayManage(call)
  const { world, account, params } = call
  const rows = (window: Window) => newestFirst<Row>(world.store, 'select * from page_templates where pageId = ?', [account.id], window)
  const fields = fieldsOf(params, 'id,name,language,status,category,components')
  const show = (row: Row) =>
    project(fields, {
      id: () => row.id,
      name: () => row.name,
      language: () => row.language,
      status: () => statusOf(world, row),
      category: () => row.category,
      components: () => componentsOf(row),
    })
  return { body: readPage(params, 25, 100, addressOf(call), rows, show) }
}

/** DELETE /{PAGE}/message_templates?name= */
export function deleteTemplate(call: GraphCall): Outcome {
  mayManage(call)
  const { world, account, params } = call
  const name = text(params, 'name')
  const { changes } = world.store.run('delete from page_templates where pageId = ? and name = ?', account.id, name ?? '')
  if (changes === 0) throw refuse.invalid('There is no template with this name')
  return { body: done, effect: { kind: 'template_deleted', name } }
}

/**
 * A utility message as it is sent, filled in. Errors: 100/2018320 for a template that does not exist in this language, is not approved, or
 * gets another number of parameters.
 */
export function checkUtility(world: World, account: Account, payload: Params): Content {
  const bad = (words: string) => new GraphError(100, words, { subcode: 2018320 })
  const [name, language] = [text(payload, 'name') ?? '', text(object(payload, 'language') ?? {}, 'code') ?? '']
  const row = find(world, account, name, language)
  if (!row) throw bad(`The template ${name} does not exist in ${language}`)
  if (statusOf(world, row) !== 'APPROVED') throw bad(`The template ${name} is not approved`)
  const parts = payload['components'] === undefined ? [] : list(payload['components'], 'components')
  const given = parts
    .filter((part) => text(part, 'type') === 'body')
    .flatMap((part) => list(part['parameters'], 'parameters').map((one) => text(one, 'text') ?? ''))
  const words = text(
    componentsOf(row).find((one) => text(one, 'type')?.toUpperCase() === 'BODY')!,
    'text',
  )!
  if (given.length !== placesIn(words)) throw bad(`The template takes ${placesIn(words)} parameters, ${given.length} were given`)
  let at = 0
  const filled = words.replaceAll(/\{\{\w+\}\}/g, () => given[at++]!)
  return { kind: 'template', text: filled, buttons: buttonsOf(row) }
}

function buttonsOf(row: Row): Button[] {
  const buttons = componentsOf(row).find((one) => text(one, 'type')?.toUpperCase() === 'BUTTONS')
  return (buttons ? list(buttons['buttons'], 'buttons') : []).map((button): Button => {
    const title = text(button, 'text') ?? ''
    return text(button, 'type')?.toUpperCase() === 'URL'
      ? { type: 'web_url', title, url: text(button, 'url') ?? '' }
      : { type: 'postback', title, payload: text(button, 'payload') ?? title }
  })
}
