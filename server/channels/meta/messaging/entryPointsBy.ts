import type { EntryPoints, EntryPointsContent, MenuItem } from '../../../model/presentation.ts'
import type { Credentials } from '../../../model/channel.ts'
import type { Http } from '../../../model/http.ts'
import { type JsonObject, objectOf, textOf } from '../fields.ts'
import { type GraphCall, speaker } from '../graph.ts'
import { objectsIn } from './listMessages.ts'

type Product = {
  limits: EntryPoints['limits']
  read(http: Http, as: Credentials, call: GraphCall): Promise<JsonObject>
  /** Beside every request: through a Page the platform wants to know that Instagram is meant (meta-platform.md 3.6). */
  beside(as: Credentials): Record<string, string>
  /** The payload of the button that Messenger shows before the first message, which a menu there needs (4.1). */
  getStarted?: string
}

/** Commands are WhatsApp's alone (meta-platform.md 5.11). */
export const noCommands = { commands: 0, commandChars: 0, descriptionChars: 0 }

const fieldsOf = (product: Product) => ['ice_breakers', 'persistent_menu', ...(product.getStarted ? ['greeting', 'get_started'] : [])]

/** Conversation starters, menu and greeting of a product that has `messenger_profile` (meta-platform.md 3.6, 4.1, 13.1 row 1.26). */
export function entryPointsBy(product: Product): EntryPoints {
  const path = (as: Credentials) => `${speaker(as)}/messenger_profile`
  const readGroups = async (http: Http, as: Credentials) => {
    const query = { fields: fieldsOf(product).join(','), ...product.beside(as) }
    return groupsIn(await product.read(http, as, { method: 'GET', path: path(as), query }))
  }
  return {
    limits: product.limits,
    read: async (http, as) => contentOf(await readGroups(http, as)),
    async write(http, as, content) {
      const there = await readGroups(http, as)
      const wish = groupsOf(content)
      const kept = Object.entries(wish).filter(([, own]) => own !== null)
      const gone = Object.keys(wish).filter((name) => wish[name as keyof typeof wish] === null && there.names.has(name))
      // Of what is there in other languages nothing is lost: a list replaces the earlier one.
      const json = Object.fromEntries(kept.map(([name, own]) => [name, [own, ...(there.others.get(name) ?? [])]]))
      const started = product.getStarted && content.menu.length && !there.names.has('get_started')
      if (kept.length)
        await product.read(http, as, {
          method: 'POST',
          path: path(as),
          json: { ...product.beside(as), ...(started ? { get_started: { payload: product.getStarted } } : {}), ...json },
        })
      if (gone.length) await product.read(http, as, { method: 'DELETE', path: path(as), json: { ...product.beside(as), fields: gone } })
    },
  }
}

/** Of each part the entry for everyone, and those for other languages; which parts are there at all. */
type Groups = { own: Map<string, JsonObject>; others: Map<string, JsonObject[]>; names: Set<string> }

function groupsIn(answer: JsonObject): Groups {
  const found: Groups = { own: new Map(), others: new Map(), names: new Set() }
  for (const item of objectsIn(answer.data)) {
    // One page prints the list of starters without its name (13.1, row 1.26).
    const parts = 'call_to_actions' in item ? { ice_breakers: [item] } : item
    for (const [name, value] of Object.entries(parts)) {
      found.names.add(name)
      for (const group of objectsIn(value)) {
        if ((textOf(group.locale) ?? 'default') === 'default') found.own.set(name, group)
        else found.others.set(name, [...(found.others.get(name) ?? []), group])
      }
    }
  }
  return found
}

function contentOf({ own }: Groups): EntryPointsContent {
  const items = (name: string) => objectsIn(objectOf(own.get(name))?.call_to_actions)
  return {
    starters: items('ice_breakers').map(({ question, payload }) => ({ question: textOf(question) ?? '', payload: textOf(payload) ?? '' })),
    menu: items('persistent_menu').map(menuItemOf),
    greeting: textOf(own.get('greeting')?.text) ?? '',
    commands: [],
  }
}

function menuItemOf({ title, payload, url }: JsonObject): MenuItem {
  const address = textOf(url)
  return { title: textOf(title) ?? '', ...(address === null ? { payload: textOf(payload) ?? '' } : { url: address }) }
}

/** The parts as they are written; null: it is to be removed. */
const groupsOf = ({ starters, menu, greeting }: EntryPointsContent) => ({
  ice_breakers: starters.length ? { locale: 'default', call_to_actions: starters } : null,
  persistent_menu: menu.length
    ? {
        locale: 'default',
        call_to_actions: menu.map(({ title, payload, url }) =>
          url === undefined ? { type: 'postback', title, payload } : { type: 'web_url', title, url },
        ),
      }
    : null,
  greeting: greeting ? { locale: 'default', text: greeting } : null,
})
