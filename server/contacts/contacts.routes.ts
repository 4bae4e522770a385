import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf, type Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { birthdayText, shownValue } from '../model/contact.ts'
import { inWorkspace } from '../platform/db.ts'
import { notFound } from '../platform/errors.ts'
import { readCursor, writeCursor } from '../platform/paging.ts'
import { findConsents } from './consents.queries.ts'
import { changeContact, createContact } from './contacts.ts'
import { findContact, findContacts, type ContactRow } from './contacts.queries.ts'
import { consentList, contact, contactChange, contactList, contactQuery, newContact, type Contact } from './contacts.schemas.ts'
import { findFields, type FieldRow } from './fields.queries.ts'
import { askedConditions } from './segments/askedConditions.ts'
import { tagContact } from './tags.ts'
import { tagNameInput } from './tags.schemas.ts'

const tags = ['contacts']
const params = z.object({ id: z.uuid() })

/** People: list, one, add, change (requirement B1). They are erased by privacy/person.routes.ts. */
export function contactRoutes(app: Api, deps: Deps): void {
  const { web } = deps.databases
  const shown = async (who: Principal, row: ContactRow) => showContact(row, await inWorkspace(web, who, findFields))

  app.get(
    '/api/contacts',
    {
      config: { may: 'contacts.read' },
      schema: {
        tags,
        summary: 'People, newest first; field.<key>=value and metadata.<key>=value filter as well',
        querystring: contactQuery,
        response: { 200: contactList },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const { limit, cursor, ...query } = request.query
      const before = readCursor(cursor, 'id')?.[0] ?? null
      const conditions = await inWorkspace(web, who, (trx) => askedConditions(trx, query))
      const page = await findContacts(deps.databases, { ...who, now: deps.clock.now() }, conditions, { before, limit })
      const fields = page.rows.length ? await inWorkspace(web, who, findFields) : []
      return {
        data: page.rows.map((row) => showContact(row, fields)),
        nextCursor: page.next === null ? null : writeCursor([page.next]),
      }
    },
  )

  app.post(
    '/api/contacts',
    {
      config: { may: 'contacts.write', audit: 'contact.create' },
      schema: {
        tags,
        summary: 'Adds a person; with an identifier they can be written to, and are recognized when they write',
        body: newContact,
        response: { 201: contact },
      },
    },
    async (request, reply) => {
      const who = principalOf(request)
      return reply.code(201).send(await shown(who, await createContact(deps, who, request.body)))
    },
  )

  app.get(
    '/api/contacts/:id',
    { config: { may: 'contacts.read' }, schema: { tags, summary: 'One person', params, response: { 200: contact } } },
    async (request) => {
      const who = principalOf(request)
      const row = await inWorkspace(web, who, (trx) => findContact(trx, request.params.id))
      return shown(who, row ?? notFound('contact', request.params.id))
    },
  )

  app.patch(
    '/api/contacts/:id',
    {
      config: { may: 'contacts.write', audit: 'contact.change' },
      schema: { tags, summary: 'Changes a person; what is left out stays', params, body: contactChange, response: { 200: contact } },
    },
    async (request) => {
      const who = principalOf(request)
      return shown(who, await changeContact(deps, who, request.params.id, request.body))
    },
  )

  app.get(
    '/api/contacts/:id/consents',
    {
      config: { may: 'contacts.read' },
      schema: {
        tags,
        summary: 'What a person agreed to or took back, on forms too, newest first: at most a hundred',
        params,
        response: { 200: consentList },
      },
    },
    async (request) => {
      const { id } = request.params
      const rows = await inWorkspace(web, principalOf(request), async (trx) =>
        (await findContact(trx, id)) ? findConsents(trx, id, 100) : notFound('contact', id),
      )
      return {
        data: rows.map(({ isGiven, words, at, ...row }) => ({ ...row, given: isGiven, text: words, at: at.toISOString() })),
      }
    },
  )

  app.post(
    '/api/contacts/:id/tags',
    {
      config: { may: 'contacts.write', audit: 'contact.tag' },
      schema: {
        tags,
        summary: 'Adds tags to a person and removes tags, by name; a name that no tag has yet creates one',
        params,
        body: z.strictObject({ add: z.array(tagNameInput).max(50).default([]), remove: z.array(tagNameInput).max(50).default([]) }),
        response: { 200: contact },
      },
    },
    async (request) => {
      const who = principalOf(request)
      return shown(who, await tagContact(deps, who, request.params.id, request.body))
    },
  )
}

/** A person as the API has them: values of fields by their types. */
export function showContact(row: ContactRow, fields: readonly FieldRow[]): Contact {
  const { createdAt, lastSeenAt, birthMonth, birthDay, birthYear, customFields, consents, ...rest } = row
  const typeOf = new Map(fields.map((field) => [field.key, field]))
  const isKnown = birthMonth !== null && birthDay !== null
  return {
    ...rest,
    customFields: Object.fromEntries(
      Object.entries(customFields).map(([key, stored]) => [key, shownValue(typeOf.get(key) ?? { type: 'text' }, stored)]),
    ),
    birthday: isKnown ? birthdayText({ month: birthMonth, day: birthDay, year: birthYear }) : null,
    is_birthday_unknown_year: isKnown && birthYear === null,
    consents: consents.map(({ channel, accountId, about, isGiven, source, words, at }) => ({
      channel,
      accountId,
      about,
      state: isGiven ? ('given' as const) : ('withdrawn' as const),
      source,
      wording: words,
      at: new Date(at).toISOString(),
    })),
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
  }
}
