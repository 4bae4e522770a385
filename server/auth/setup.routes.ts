import type { Api } from '../api.ts'
import type { Deps } from '../deps.ts'
import { auditOf } from '../model/audit.ts'
import { allRetentionKinds, retentionDays, type OwnRetention, type RetentionKind } from '../model/retention.ts'
import { ApiError } from '../platform/errors.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf } from './access.ts'
import { refuseCommonPassword } from './commonPasswords.ts'
import { needsToken, refuseWrongToken } from './firstOwner.ts'
import { refuseLimited } from './memberRights.ts'
import { refuseForeignHost } from './ownHost.ts'
import { refuseTooMany } from './refuseTooMany.ts'
import type { Identity } from './identity.ts'
import { callerHeaders, signUpOrIn } from './signUpOrIn.ts'
import { addMember, addWorkspace, findFirstWorkspace, findWorkspace, hasOwner, makeInstanceAdmin, setUpTurn } from './principals.queries.ts'
import { me, owner, setup, signedUp, workspace, workspaceChange } from './setup.schemas.ts'
import { findPerson } from './profile.queries.ts'
import { updateWorkspace } from './workspace.queries.ts'

/** `token`: the one-time token; `force`: needed even at this machine; `onAsked`: the set-up page was opened and needs it. */
export type FirstOwner = { token: string; force: boolean; onAsked: (token: string) => void }

/** The first set-up, and who the caller is afterwards. */
export function setupRoutes(app: Api, deps: Deps, identity: Identity, first: FirstOwner): void {
  const db = deps.databases.system

  app.get(
    '/api/setup',
    {
      config: { open: 'the first visitor has no login yet' },
      schema: {
        tags: ['setup'],
        summary: 'Whether there is an owner yet, and whether the simulator is on',
        response: { 200: setup },
      },
    },
    async (request) => {
      const ownerExists = await hasOwner(db)
      const tokenNeeded = !ownerExists && needsToken(request, deps.config, first.force)
      if (tokenNeeded) first.onAsked(first.token)
      return {
        ownerExists,
        tokenNeeded,
        simulator: { on: deps.config.simulator, phoneUrl: deps.config.simulatorUrl },
        metaAppConfigured: deps.config.metaAppConfigured,
      }
    },
  )

  app.post(
    '/api/setup/owner',
    {
      config: { open: 'the first visitor has no login yet', audit: 'user.create_owner' },
      schema: {
        tags: ['setup'],
        summary: 'Creates the first owner and signs them in',
        body: owner,
        response: { 201: signedUp },
      },
    },
    async (request, reply) => {
      const { body } = request
      refuseForeignHost(request, deps.config)
      if (needsToken(request, deps.config, first.force) && !(await hasOwner(db))) {
        await refuseTooMany(deps, request, reply)
        refuseWrongToken(body.token, first.token)
      }
      await refuseCommonPassword(body.password, { own: [body.name, body.email], field: 'password' })
      const made = await db.transaction().execute(async (trx) => {
        await setUpTurn.execute(trx)
        if (await hasOwner(trx)) throw new ApiError('conflict', 'This instance has an owner already; sign in, or ask for an invitation.')
        const answered = await signUpOrIn(identity, trx, body, callerHeaders(request))
        if (typeof answered === 'string') throw new ApiError('invalid_input', answered)
        const at = deps.clock.now()
        // A key may have created the default workspace before the first visit: the owner gets that one.
        const existing = await findFirstWorkspace(trx)
        const id = existing?.id ?? deps.newId()
        if (!existing) await addWorkspace(trx, { id, name: body.workspaceName, at })
        else await updateWorkspace(trx, id, { name: body.workspaceName })
        await addMember(trx, { id: deps.newId(), workspaceId: id, userId: answered.user.id, role: 'owner', at })
        await makeInstanceAdmin(trx, answered.user.id)
        await writeAudit(trx, deps, {
          workspaceId: id,
          actor: `user:${answered.user.id}`,
          action: 'create_owner',
          subject: 'user',
          subjectId: answered.user.id,
        })
        const { id: userId, name, email } = answered.user
        return { cookies: answered.cookies, user: { id: userId, name, email }, id }
      })
      deps.log.info({ address: request.ip, kind: 'create_owner', workspace: made.id }, 'security event')
      reply.header('set-cookie', made.cookies)
      return reply.code(201).send({ user: made.user, workspace: await shownWorkspace(made.id) })
    },
  )

  app.get(
    '/api/me',
    {
      config: { may: 'signed_in' },
      schema: {
        tags: ['setup'],
        summary: 'The caller, their workspace, and their permissions',
        response: { 200: me },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { language = null, timeZone = null } = (principal.user && (await findPerson(db, principal.user.id))) ?? {}
      return {
        user: principal.user && { ...principal.user, language, timeZone },
        workspace: await shownWorkspace(principal.workspaceId),
        memberId: principal.memberId,
        role: principal.role,
        permissions: [...principal.permissions],
        accountIds: principal.accountIds && [...principal.accountIds],
      }
    },
  )

  app.patch(
    '/api/workspace',
    {
      config: { may: 'workspace.write', audit: 'workspace.change' },
      schema: {
        tags: ['setup'],
        summary:
          'Changes the workspace’s name, time zone, default country, language, texts of DMs, address for notices, or how long data is kept',
        body: workspaceChange,
        response: { 200: workspace },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      refuseLimited(principal, 'What you change')
      const unknown = Object.keys(request.body.dmTexts ?? {}).find((channel) => !deps.channelNames.includes(channel))
      if (unknown !== undefined)
        throw new ApiError('invalid_input', `dmTexts: there is no channel ${unknown}; use ${deps.channelNames.join(' or ')}.`)
      await db.transaction().execute(async (trx) => {
        const { workspaceId, actor } = principal
        const { retention, ...rest } = request.body
        const before = (await findWorkspace(trx, workspaceId))!
        await updateWorkspace(trx, workspaceId, request.body)
        const changed = auditOf(
          'workspace',
          {
            ...before,
            timeZone: before.time_zone,
            defaultCountry: before.default_country,
            cleanUpDays: before.clean_up_days,
            addressDays: before.address_days,
            ...retentionFields(wholeRetention(before.retention)),
          },
          { ...rest, ...retentionFields(retention) },
        )
        if (!changed.fields.length) return
        await writeAudit(trx, deps, { workspaceId, actor, action: 'change', subject: 'workspace', subjectId: workspaceId, ...changed })
      })
      return shownWorkspace(principal.workspaceId)
    },
  )

  async function shownWorkspace(id: string) {
    const row = (await findWorkspace(db, id))!
    return {
      id: row.id,
      name: row.name,
      timeZone: row.time_zone,
      defaultCountry: row.default_country,
      noticesEmail: row.notices_email,
      cleanUpDays: row.clean_up_days,
      addressDays: row.address_days,
      language: row.language,
      retention: wholeRetention(row.retention),
      dmTexts: row.dm_texts,
    }
  }
}

const wholeRetention = (own: OwnRetention) =>
  Object.fromEntries(allRetentionKinds.map((kind) => [kind, retentionDays(own, kind)])) as Record<RetentionKind, number>
/** Each kind as a field of its own, by the name that model/audit.ts knows. */
const retentionFields = (days: OwnRetention = {}) =>
  Object.fromEntries(Object.entries(days).map(([kind, value]) => [`retention.${kind}`, value]))
