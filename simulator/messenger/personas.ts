import { needPermission } from '../platform/access.ts'
import { done, type GraphCall, type Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { project } from '../platform/fields.ts'
import { fieldsOf } from '../platform/pages.ts'
import { text } from '../platform/params.ts'
import * as ids from '../world/ids.ts'
import { readMeta, writeMeta } from '../world/meta.ts'
import type { World } from '../world/world.ts'

// Names and pictures under which a Page can write, such as those of a machine (meta-platform.md 13.2, row 2.29).

export type Persona = { id: string; name: string; profile_picture_url: string }

const keyOf = (pageId: string): string => `personas/${pageId}`
const allOf = (world: World, pageId: string): Persona[] => readMeta<Persona[]>(world.store, keyOf(pageId)) ?? []

export const findPersona = (world: World, pageId: string, id: string): Persona | null =>
  allOf(world, pageId).find((one) => one.id === id) ?? null

const shown = (call: GraphCall, persona: Persona) =>
  project(fieldsOf(call.params, 'name,profile_picture_url,id'), {
    id: () => persona.id,
    name: () => persona.name,
    profile_picture_url: () => persona.profile_picture_url,
  })

/** POST /{PAGE}/personas {name, profile_picture_url}. Errors: 100 without either. */
export function createPersona(call: GraphCall): Outcome {
  needPermission(call.token, 'pages_messaging')
  const { world, account, params } = call
  const [name, url] = [text(params, 'name'), text(params, 'profile_picture_url')]
  if (!name) throw refuse.invalid('Param name is required')
  if (!url || !/^https?:\/\//.test(url)) throw refuse.invalid('Param profile_picture_url must be a URL')
  const persona = { id: ids.uploadId(world.dice), name, profile_picture_url: url }
  writeMeta(world.store, keyOf(account.id), [...allOf(world, account.id), persona])
  return { body: { id: persona.id }, effect: { kind: 'persona', id: persona.id, name } }
}

/** GET /{PAGE}/personas */
export function listPersonas(call: GraphCall): Outcome {
  needPermission(call.token, 'pages_messaging')
  return {
    body: {
      data: allOf(call.world, call.account.id)
        .toReversed()
        .map((one) => shown(call, one)),
    },
  }
}

/** GET /{PERSONA} */
export const readPersona = (call: GraphCall, persona: Persona): Outcome => ({ body: shown(call, persona) })

/** DELETE /{PERSONA} */
export function deletePersona({ world, account }: GraphCall, { id }: Persona): Outcome {
  writeMeta(
    world.store,
    keyOf(account.id),
    allOf(world, account.id).filter((one) => one.id !== id),
  )
  return { body: done, effect: { kind: 'persona_deleted', id } }
}
