import type { GraphCall } from '../platform/call.ts'
import { list, object, text, type Params } from '../platform/params.ts'
import type { Attachment, Button, Content, Parts } from '../world/messages.ts'
import { fileOf } from './mediaParts.ts'
import { maybeWords, missing, needDifferent, needList, needObject, needUrl, needWords, onlyKnown, wrong } from './parts.ts'

// meta-platform.md 5.2; 13.1, row 1.11
const maxBodyChars = 1024
const maxListBodyChars = 4096
const maxHeaderChars = 60
const maxFooterChars = 60
const maxTitleChars = 20
const maxButtonIdChars = 256

const reply = (id: string, title: string): Button => ({ type: 'postback', title, payload: id })

/** The action of each kind: what a person can tap. */
const actions: Record<string, (action: Params) => Button[]> = {
  button(action) {
    onlyKnown(action, 'interactive.action', ['buttons'])
    const buttons = needList(action, 'buttons', 'interactive.action.buttons', 1, 3).map((button) => {
      if (text(button, 'type') !== 'reply') throw wrong('interactive.action.buttons.type must be "reply"')
      const part = needObject(button, 'reply', 'interactive.action.buttons.reply')
      onlyKnown(part, 'reply', ['id', 'title'])
      return reply(needWords(part, 'id', 'reply', maxButtonIdChars), needWords(part, 'title', 'reply', maxTitleChars))
    })
    needDifferent(
      buttons.map(({ payload }) => payload!),
      'The ids of the buttons',
    )
    needDifferent(
      buttons.map(({ title }) => title),
      'The titles of the buttons',
    )
    return buttons
  },
  list(action) {
    onlyKnown(action, 'interactive.action', ['button', 'sections'])
    needWords(action, 'button', 'action', maxTitleChars)
    const sections = needList(action, 'sections', 'interactive.action.sections', 1, 10)
    const rows = sections.flatMap((section) => {
      onlyKnown(section, 'section', ['title', 'rows'])
      if (sections.length > 1) needWords(section, 'title', 'section', 24)
      else maybeWords(section, 'title', 'section', 24)
      return needList(section, 'rows', 'section.rows', 1, 10).map((row) => {
        onlyKnown(row, 'row', ['id', 'title', 'description'])
        maybeWords(row, 'description', 'row', 72)
        return reply(needWords(row, 'id', 'row', 200), needWords(row, 'title', 'row', 24))
      })
    })
    if (rows.length > 10) throw wrong(`A list has at most 10 rows in all its sections; this has ${rows.length}.`)
    needDifferent(
      rows.map(({ payload }) => payload!),
      'The ids of the rows',
    )
    return rows
  },
  cta_url(action) {
    if (text(action, 'name') !== 'cta_url') throw wrong('interactive.action.name must be "cta_url"')
    const parameters = needObject(action, 'parameters', 'interactive.action.parameters')
    onlyKnown(parameters, 'parameters', ['display_text', 'url'])
    const url = needWords(parameters, 'url', 'parameters', 2000)
    needUrl(url, 'parameters.url')
    return [{ type: 'web_url', title: needWords(parameters, 'display_text', 'parameters', maxTitleChars), url }]
  },
  location_request_message(action) {
    if (text(action, 'name') !== 'send_location') throw wrong('interactive.action.name must be "send_location"')
    return []
  },
  request_contact_info(action) {
    if (text(action, 'name') !== 'request_contact_info') throw wrong('interactive.action.name must be "request_contact_info"')
    return []
  },
}
/** These have a text above and an action, nothing else (5.2 shows none with a header or a footer). */
const bare = new Set(['location_request_message', 'request_contact_info'])

function headerOf(header: Params, type: string, call: GraphCall): { words?: string; attachment?: Attachment } {
  const kind = text(header, 'type')
  if (kind === undefined) throw missing('interactive.header.type')
  if (kind === 'text') return { words: needWords(header, 'text', 'interactive.header', maxHeaderChars) }
  if (type === 'list' || !['image', 'video', 'document'].includes(kind)) throw wrong(`interactive.header.type cannot be "${kind}" here`)
  const { attachment, caption } = fileOf(needObject(header, kind, `interactive.header.${kind}`), call, kind)
  if (caption !== undefined) throw wrong('The file of a header has no caption')
  return { attachment }
}

/**
 * Checks a message with something to tap (meta-platform.md 5.2).
 * Errors: 131008, 131009, 100; a kind that is not simulated is refused as an unknown value.
 */
export function interactiveOf(part: Params, call: GraphCall): Content {
  const type = text(part, 'type')
  if (type === undefined) throw missing('interactive.type')
  const read = actions[type]
  if (!read) throw wrong(`interactive.type must be one of ${Object.keys(actions).join(', ')} in the simulator`)
  onlyKnown(part, 'interactive', ['type', 'header', 'body', 'footer', 'action'])
  const header = object(part, 'header')
  const footer = object(part, 'footer')
  if (bare.has(type) && (header ?? footer)) throw wrong(`${type} has neither header nor footer`)
  const above = header ? headerOf(header, type, call) : {}
  const body = needWords(
    needObject(part, 'body', 'interactive.body'),
    'text',
    'interactive.body',
    type === 'list' ? maxListBodyChars : maxBodyChars,
  )
  const below = footer && needWords(footer, 'text', 'interactive.footer', maxFooterChars)
  const action = needObject(part, 'action', 'interactive.action')
  const buttons = read(action)
  const parts = { ...(above.words !== undefined && { header: above.words }), body, ...(below !== undefined && { footer: below }) }
  return {
    kind: 'template',
    interactive: type,
    text: [above.words, body, below].filter((words) => words !== undefined).join('\n'),
    parts: { ...parts, ...(type === 'list' && { list: listOf(action) }) },
    ...(above.attachment && { attachments: [above.attachment] }),
    ...(buttons.length > 0 && { buttons }),
  }
}

/** A list as it opens over the chat; its action was checked before. */
const listOf = (action: Params): NonNullable<Parts['list']> => ({
  button: text(action, 'button')!,
  sections: list(action['sections'], 'sections').map((section) => {
    const title = text(section, 'title')
    return {
      ...(title !== undefined && { title }),
      rows: list(section['rows'], 'rows').map((row) => {
        const description = text(row, 'description')
        return { payload: text(row, 'id')!, title: text(row, 'title')!, ...(description !== undefined && { description }) }
      }),
    }
  }),
})
