import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { findAccount } from '../accounts/accounts.queries.ts'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf, type Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { findWorkspace } from '../auth/principals.queries.ts'
import { findTextOf } from '../dms/dms.queries.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { ownBase } from '../platform/ownBase.ts'
import { pageQuery, readCursor, toPage } from '../platform/paging.ts'
import { withoutShown } from '../platform/shownOnly.ts'
import { addForm, changeForm, deleteForm, findForm, findForms, isSlugTaken, lockForm, type FormRow } from './forms.queries.ts'
import { fixed, form, formChange, formInput, formList, moving, preview, previewInput, type Form, type NewForm } from './forms.schemas.ts'
import { formPage, statusPage } from './page.ts'

const params = z.object({ id: z.uuid() })
const tags = ['forms']
const taken = (slug: string) =>
  new ApiError('conflict', `slug: ${slug} is taken. Choose another one.`, [{ path: 'body.slug', message: 'is taken' }])

const staleVersion = (current: number, given: number) =>
  new ApiError(
    'version_conflict',
    `This form was changed meanwhile: it is at version ${current}, you changed version ${given}. Nothing was saved. Read it again, or ` +
      `send \`version: ${current}\` to overwrite it.`,
  )

/** The forms of a workspace. */
export function formRoutes(app: Api, deps: Deps): void {
  const { web, system } = deps.databases
  const show = (row: FormRow) => showForm(ownBase(app, deps), row)

  app.get(
    '/api/forms',
    {
      config: { may: 'forms.read' },
      schema: { tags, summary: 'Forms, newest first', querystring: pageQuery, response: { 200: formList } },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const before = readCursor(cursor, 'id')?.[0] ?? null
      const rows = await inWorkspace(web, principalOf(request), (trx) => findForms(trx, { before, limit }))
      return toPage(rows, limit, (row) => [row.id], show)
    },
  )

  app.post(
    '/api/forms',
    {
      config: { may: 'forms.write', audit: 'form.create' },
      schema: { tags, summary: 'Creates a form with its public page', body: formInput, response: { 201: form } },
    },
    async (request, reply) => {
      const who = principalOf(request)
      const now = deps.clock.now()
      const id = deps.newId()
      const row = await inWorkspace(web, who, async (trx) => {
        const columns = await checked(trx, who, request.body, null)
        const added = await addForm(trx, { id, workspace_id: who.workspaceId, ...columns, created_at: now, updated_at: now })
        if (!added) throw taken(request.body.slug)
        await audit(trx, who, 'create', id)
        return added
      })
      return reply.code(201).send(show(row))
    },
  )

  app.post(
    '/api/forms/preview',
    {
      config: { may: 'forms.read', audit: null },
      schema: { tags, summary: 'The pages of a form that is not saved', body: previewInput, response: { 200: preview } },
    },
    async (request) => {
      const { name, fields, consentText, continue: continues } = request.body
      const goesOn = continues !== 'none'
      const { id, name: workspaceName, language } = (await findWorkspace(system, principalOf(request).workspaceId))!
      const textOf = deps.textsFor({ headers: { 'accept-language': language } })
      // No key is typed here: the page takes only valid ones.
      const shown = {
        name,
        slug: 'preview',
        fields: fields.map((one, n) => ({ ...one, name: `f${n}` })),
        consent_text: consentText,
        workspace_id: id,
        workspace_name: workspaceName,
      }
      const status = { dmStatus: goesOn ? 'pending' : null, channel: goesOn ? deps.channelOf(continues).title : null, continueUrl: '#' }
      return {
        form: formPage(textOf, shown, { values: {}, hasConsented: false, problems: [], submission: '' }),
        sent: statusPage(textOf, shown, goesOn ? status : { ...status, continueUrl: null }, false),
      }
    },
  )

  app.get(
    '/api/forms/:id',
    { config: { may: 'forms.read' }, schema: { tags, summary: 'One form', params, response: { 200: form } } },
    async (request) => {
      const { id } = request.params
      return show((await inWorkspace(web, principalOf(request), (trx) => findForm(trx, id))) ?? notFound('form', id))
    },
  )

  app.patch(
    '/api/forms/:id',
    {
      config: { may: 'forms.write', audit: 'form.change' },
      schema: {
        tags,
        summary: 'Changes a form; leads stay as they were captured. With `version`, only if it was not changed since',
        params,
        body: formChange,
        response: { 200: form },
      },
    },
    async (request) => {
      const { id } = request.params
      const who = principalOf(request)
      const row = await inWorkspace(web, who, async (trx) => {
        const current = (await lockForm(trx, id)) ?? notFound('form', id)
        const { version, ...given } = request.body
        const changes = withoutShown(given, show(current), fixed, moving)
        const before = inputOf(current)
        const wanted = { ...before, ...withoutUndefined(changes) }
        // A save that is sent again because its response was lost finds its own work, not another person's.
        if (isDeepStrictEqual(before, wanted)) return current
        if (version !== undefined && version !== current.version) throw staleVersion(current.version, version)
        if (wanted.slug !== current.slug && (await isSlugTaken(system, wanted.slug, id))) throw taken(wanted.slug)
        const columns = await checked(trx, who, wanted, current)
        await audit(trx, who, 'change', id, Object.keys(changes))
        return (await changeForm(trx, id, { ...columns, updated_at: deps.clock.now() }))!
      }).catch((error: { code?: string }) => {
        // Another request took the slug meanwhile.
        throw error.code === '23505' ? taken(request.body.slug!) : error
      })
      return show(row)
    },
  )

  app.delete(
    '/api/forms/:id',
    {
      config: { may: 'forms.write', audit: 'form.remove' },
      schema: { tags, summary: 'Deletes a form; its leads stay', params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      const { id } = request.params
      const who = principalOf(request)
      await inWorkspace(web, who, async (trx) => {
        if (!(await deleteForm(trx, id))) notFound('form', id)
        await audit(trx, who, 'remove', id)
      })
      return reply.code(204).send(null)
    },
  )

  const audit = (trx: Trx, who: Principal, action: string, subjectId: string, fields: string[] = []) =>
    writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action, subject: 'form', subjectId, fields })

  /**
   * The columns of a form. Errors: invalid_input: a channel to which no link leads, an account of another
   * channel or that the caller does not see, or no text for the DM.
   */
  async function checked(trx: Trx, who: Principal, input: NewForm, current: FormRow | null) {
    const { continue: continues, accountId } = input
    const isLost = current !== null && hasLostAccount(current) && continues !== 'none' && accountId === null
    const refuse = (path: string, message: string): never => {
      throw new ApiError('invalid_input', `${path}: ${message}`, [{ path: `body.${path}`, message }])
    }
    if (continues !== 'none' && !deps.channelOf(continues).links)
      refuse('continue', `people cannot go on in ${deps.channelOf(continues).title}. Choose another channel, or none.`)
    if (isLost && input.isActive) refuse('accountId', 'the account of this form was removed. Choose the account that its people write to.')
    if (who.accountIds !== null && accountId === null) refuse('accountId', 'name one of your accounts.')
    if (accountId !== null) {
      const account = await findAccount(trx, accountId)
      if (!account) refuse('accountId', 'there is no such account in this workspace.')
      else if (continues !== 'none' && account.channel !== continues) refuse('accountId', `is no account of ${continues}.`)
    }
    if (continues !== 'none' && input.message === null && (await findTextOf(trx, who.workspaceId, continues)) === null)
      refuse('message', 'write the message that people get, or set a default text for this channel in the workspace (dmTexts).')
    if (continues !== 'none' && input.message !== null) {
      const content = { type: 'text', text: input.message } as const
      const why = deps.channelOf(continues).whyNotSendable({ kind: 'message', recipientId: '0', commentId: null, content })
      if (why) throw new ApiError('invalid_input', why.words, [{ path: 'body.message', message: why.words }])
    }
    return {
      account_id: accountId,
      name: input.name,
      slug: input.slug,
      fields: input.fields,
      consent_text: input.consentText,
      continues_in: continues,
      message: input.message,
      is_active: input.isActive,
      names_account: accountId !== null || isLost,
    }
  }
}

const withoutUndefined = <T extends object>(given: T) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> }

const inputOf = (row: FormRow): NewForm => ({
  name: row.name,
  slug: row.slug,
  fields: row.fields,
  consentText: row.consent_text,
  continue: row.continues_in,
  accountId: row.account_id,
  message: row.message,
  isActive: row.is_active && !hasLostAccount(row),
})

/** Its owner named an account, which was removed. */
const hasLostAccount = (row: FormRow): boolean => row.names_account && row.account_id === null && row.continues_in !== 'none'

/** In: the address at which the hub is reached. */
const showForm = (base: string, row: FormRow): Form => ({
  id: row.id,
  ...inputOf(row),
  accountRemoved: hasLostAccount(row),
  suspected: row.suspected,
  url: `${base}/f/${row.slug}`,
  embed: `<script src="${base}/forms.js" data-form="${row.slug}"></script><noscript><a href="${base}/f/${row.slug}">Open the form</a></noscript>`,
  version: row.version,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
})
