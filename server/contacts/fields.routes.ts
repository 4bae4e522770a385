import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { inWorkspace } from '../platform/db.ts'
import { createField, removeField, renameField } from './fields.ts'
import { countValues, findFields, type FieldRow } from './fields.queries.ts'
import { field, fieldChange, fieldList, newField, type Field } from './fields.schemas.ts'

const params = z.object({ id: z.uuid() })
const tags = ['contacts']

/** The custom fields of a workspace (requirement B1). */
export function fieldRoutes(app: Api, deps: Deps): void {
  app.get(
    '/api/contact-fields',
    {
      config: { may: 'contacts.read' },
      schema: {
        tags,
        summary: 'The custom fields, by name; a field that an automation, an import or a call gave a value to is one',
        response: { 200: fieldList },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const [fields, people] = await inWorkspace(deps.databases.web, who, async (trx) => [
        await findFields(trx),
        await countValues(trx, who.workspaceId),
      ])
      return { data: fields.map((row) => showField(row, people.get(row.key) ?? 0)) }
    },
  )

  app.post(
    '/api/contact-fields',
    {
      config: { may: 'contacts.write', audit: 'contact_field.create' },
      schema: {
        tags,
        summary: 'Creates a field; its name is its key as well. 409 if there is one, regardless of case',
        body: newField,
        response: { 201: field },
      },
    },
    async (request, reply) => reply.code(201).send(showField(await createField(deps, principalOf(request), request.body), 0)),
  )

  app.patch(
    '/api/contact-fields/:id',
    {
      config: { may: 'contacts.write', audit: 'contact_field.change' },
      schema: {
        tags,
        summary: 'Renames a field or changes its choices; its key stays',
        params,
        body: fieldChange,
        response: { 200: field },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const row = await renameField(deps, who, request.params.id, request.body)
      const people = await inWorkspace(deps.databases.web, who, (trx) => countValues(trx, who.workspaceId))
      return showField(row, people.get(row.key) ?? 0)
    },
  )

  app.delete(
    '/api/contact-fields/:id',
    {
      config: { may: 'contacts.write', audit: 'contact_field.remove' },
      schema: { tags, summary: 'Deletes a field; its values are removed from everyone', params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await removeField(deps, principalOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )
}

const showField = ({ createdAt, ...row }: FieldRow, people: number): Field => ({ ...row, people, createdAt: createdAt.toISOString() })
