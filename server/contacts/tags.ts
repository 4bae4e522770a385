import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { tagKey, tagName } from '../model/tag.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { findContact, type ContactRow } from './contacts.queries.ts'
import {
  changeContactTags,
  findTag,
  insertTag,
  lockTagNames,
  recolorTag,
  removeOtherTags,
  removeTag,
  renameTag,
  type TagRow,
} from './tags.queries.ts'

const taken = (name: string): never => {
  throw new ApiError('conflict', `There is a tag called “${name}” already. Case makes no difference.`)
}
const told = (principal: Principal) => ({ workspaceId: principal.workspaceId, actor: principal.actor, subject: 'tag' })

/** Rejects callers limited to some accounts: people of all accounts have the tag. */
function refuseLimited({ accountIds }: Principal): void {
  if (accountIds !== null)
    throw new ApiError(
      'forbidden',
      'A tag belongs to the whole workspace. You are limited to some of its accounts, so you cannot create, rename or delete tags.',
    )
}

/** Creates a tag. Errors: ApiError conflict when there is one of that name, forbidden. */
export function createTag(
  deps: Deps,
  principal: Principal,
  { name, color = null }: { name: string; color?: string | null | undefined },
): Promise<TagRow> {
  refuseLimited(principal)
  const { workspaceId } = principal
  const id = deps.newId()
  return changing(deps, principal, name, async (trx) => {
    await lockTagNames(trx, workspaceId)
    const made = await insertTag(trx, { id, workspaceId, name: tagName(name), key: tagKey(name), color, createdAt: deps.clock.now() })
    if (!made) taken(tagName(name))
    await writeAudit(trx, deps, { ...told(principal), action: 'create', subjectId: id })
    return (await findTag(trx, id))!
  })
}

/**
 * Changes name or color. The old name still leads to the tag, so automations that use it continue to work. Errors: ApiError not_found,
 * conflict, forbidden.
 */
export function changeTag(
  deps: Deps,
  principal: Principal,
  id: string,
  changes: { name?: string | undefined; color?: string | null | undefined },
): Promise<TagRow> {
  const { name, color } = changes
  refuseLimited(principal)
  return changing(deps, principal, name ?? '', async (trx) => {
    if (name !== undefined) await lockTagNames(trx, principal.workspaceId)
    const tag = (await findTag(trx, id)) ?? notFound('tag', id)
    if (name !== undefined) {
      const to = { name: tagName(name), key: tagKey(name) }
      await renameTag(trx, { id, workspaceId: principal.workspaceId, key: tag.key }, to)
    }
    if (color !== undefined) await recolorTag(trx, id, color)
    await writeAudit(trx, deps, { ...told(principal), action: 'change', subjectId: id, fields: Object.keys(changes) })
    return (await findTag(trx, id))!
  })
}

/** Deletes a tag and removes it from everyone. Errors: ApiError not_found, forbidden. */
export function deleteTag(deps: Deps, principal: Principal, id: string): Promise<void> {
  refuseLimited(principal)
  return changing(deps, principal, '', async (trx) => {
    await lockTagNames(trx, principal.workspaceId)
    if (!(await findTag(trx, id))) notFound('tag', id)
    await removeTag(trx, id)
    await writeAudit(trx, deps, { ...told(principal), action: 'remove', subjectId: id })
  })
}

/** Gives a person exactly these tags, by name, in the transaction of the caller. */
export async function setContactTags(
  trx: Trx,
  deps: Pick<Deps, 'newId' | 'clock'>,
  workspaceId: string,
  contactId: string,
  names: readonly string[],
): Promise<void> {
  await removeOtherTags(trx, contactId, names.map(tagKey))
  const added = [...new Map(names.map((name) => [tagKey(name), tagName(name)]))]
  await changeContactTags(
    trx,
    added.map(([key, name]) => ({ contact_id: contactId, workspace_id: workspaceId, tag_id: deps.newId(), key, name, added: true })),
    deps.clock.now(),
  )
}

/** Adds and removes tags of a person, by name; a name without a tag creates one. Out: the changed person. Errors: ApiError not_found. */
export function tagContact(
  deps: Deps,
  principal: Principal,
  contactId: string,
  { add, remove }: { add: string[]; remove: string[] },
): Promise<ContactRow> {
  const { workspaceId } = principal
  // Each tag once, in its first spelling; a tag in both lists is added.
  const named = new Map<string, { name: string; added: boolean }>()
  for (const [names, added] of [[add, true] as const, [remove, false] as const])
    for (const name of names) if (!named.has(tagKey(name))) named.set(tagKey(name), { name: tagName(name), added })
  const changes = [...named].map(([key, one]) => ({ contact_id: contactId, workspace_id: workspaceId, tag_id: deps.newId(), key, ...one }))
  return changing(deps, principal, '', async (trx) => {
    if (!(await findContact(trx, contactId))) notFound('contact', contactId)
    await changeContactTags(trx, changes, deps.clock.now())
    if (changes.length)
      await writeAudit(trx, deps, {
        workspaceId,
        actor: principal.actor,
        action: 'tag',
        subject: 'contact',
        subjectId: contactId,
        fields: ['tags'],
      })
    return (await findContact(trx, contactId))!
  })
}

/** Runs one change and notifies open pages. If two people take the same name at once, the second gets a conflict. */
async function changing<T>(deps: Deps, principal: Principal, name: string, work: (trx: Trx) => Promise<T>): Promise<T> {
  try {
    const done = await inWorkspace(deps.databases.web, principal, work)
    deps.wake.tell('contacts', principal.workspaceId)
    return done
  } catch (error) {
    if ((error as { code?: string }).code === '23505') taken(tagName(name))
    throw error
  }
}
