import { isDeepStrictEqual } from 'node:util'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { auditOf } from '../model/audit.ts'
import type { Definition } from '../model/automation.ts'
import type { ChannelName } from '../model/event.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { lockIngest } from '../queue/ingestLock.queries.ts'
import {
  addAutomation,
  addVersion,
  changeAutomation,
  findAutomations,
  findChannelOf,
  nextSet,
  stopRuns,
  type AutomationRow,
} from './automations.queries.ts'
import type { AutomationAnswer, AutomationChange, AutomationInput, AutomationReplacement } from './automations.schemas.ts'
import { compileConfig } from './compileConfig.ts'
import { configAnswer } from './configAnswer.ts'
import type { Rule } from './config.schemas.ts'
import { findTemplatesOf, lintContent } from './lintContent.ts'
import { readStoredConfig } from './storedConfig.ts'
import { ruleTypesOf } from './ruleTypes.ts'
import { checkWebhook, urlOf, writeWebhook } from './webhookUrl.ts'

/** The stored content of an automation, whichever form it came in. */
type Content = {
  definition: Definition
  config: Record<string, unknown> | null
  triggerType: string
  actionType: string
  mediaId: string | null
}

type WithoutAccount<T> = T extends unknown ? Omit<T, 'accountId'> : never
type Given = WithoutAccount<AutomationInput>

function contentOf(input: Given): Content {
  if ('definition' in input) {
    const types = ruleTypesOf(input.definition)
    return {
      definition: input.definition,
      config: null,
      triggerType: types.trigger_type,
      actionType: types.action_type,
      mediaId: types.media_id,
    }
  }
  const rule = input as Rule
  return {
    definition: compileConfig(rule),
    config: rule.config,
    triggerType: rule.trigger_type,
    actionType: rule.action_type,
    mediaId: rule.media_id ?? null,
  }
}

const nameOf = (input: { name?: string | null | undefined }, { triggerType, definition: { triggers } }: Content): string =>
  input.name ?? [triggerType.replace('_', ' '), triggers[0]?.keywords[0]].filter(Boolean).join(': ')

/** Throws why it cannot go live. Warnings do not prevent it. */
async function refuseBlockers(trx: Trx, deps: Deps, of: { accountId: string; channel: ChannelName }, content: Content): Promise<void> {
  const known = await findTemplatesOf(trx, of.accountId, content.definition)
  const blockers = lintContent(deps, of.channel, content.definition, content.config, known).filter(({ level }) => level === 'blocker')
  if (blockers.length)
    throw new ApiError(
      'not_publishable',
      blockers[0]!.words,
      blockers.map((one) => ({ path: one.stepId ?? 'definition', message: one.words })),
    )
}

/** Creates an automation, live unless stated otherwise. Errors: not_found (account), no_automations, not_publishable, invalid_input. */
export async function createAutomation(deps: Deps, who: Principal, input: AutomationInput): Promise<AutomationRow> {
  const content = contentOf(input)
  const url = urlOf(content.definition)
  await checkWebhook(deps, who, url)
  const [live, name] = [input.is_active ?? true, nameOf(input, content)]
  const [id, versionId, at] = [deps.newId(), deps.newId(), deps.clock.now()]
  const made = await inWorkspace(deps.databases.web, who, async (trx) => {
    const channel = (await findChannelOf(trx, input.accountId)) ?? notFound('account', input.accountId)
    if (deps.channelOf(channel).triggers.length === 0)
      throw new ApiError('no_automations', 'This account has no automations: nothing on its channel can start one. Choose another account.')
    if (live) await refuseBlockers(trx, deps, { accountId: input.accountId, channel }, content)
    const { workspaceId } = who
    const { accountId, priority = 0 } = input
    await addAutomation(trx, {
      id,
      workspaceId,
      accountId,
      name,
      status: live ? 'live' : 'draft',
      priority,
      triggerType: content.triggerType,
      actionType: content.actionType,
      mediaId: content.mediaId,
      versionId,
      at,
    })
    await addVersion(trx, {
      id: versionId,
      workspaceId,
      automationId: id,
      number: 1,
      name,
      definition: content.definition,
      config: content.config,
      createdBy: who.actor,
      createdAt: at,
    })
    await nextSet(trx, { workspaceId, accountId, automationId: id, versionId, live, priority, deleted: false })
    await writeWebhook(trx, deps, { id, workspaceId, name }, { url, before: null })
    await writeAudit(trx, deps, { workspaceId, actor: who.actor, action: 'create', subject: 'automation', subjectId: id })
    return getAutomation(trx, id)
  })
  deps.wake.tell('automations', who.workspaceId, [input.accountId])
  return made
}

export async function getAutomation(trx: Trx, id: string): Promise<AutomationRow> {
  return (await findAutomations(trx, { id, before: null, limit: 1 }))[0] ?? notFound('automation', id)
}

/**
 * PUT: replaces everything but the account. Waiting runs continue with the version they started with. Errors: not_found, not_publishable,
 * version_conflict.
 */
export async function replaceAutomation(deps: Deps, who: Principal, id: string, input: AutomationReplacement): Promise<AutomationRow> {
  await checkWebhook(deps, who, urlOf(contentOf(input).definition))
  return change(deps, who, id, input.version, (current) => {
    const content = contentOf(input)
    return {
      content,
      name: nameOf(input, content),
      live: input.is_active ?? current.status === 'live',
      priority: input.priority ?? current.priority,
    }
  })
}

/** PATCH: changes parts. A config, type or post is combined with the stored ones into a rule. Errors: as PUT. */
export async function patchAutomation(deps: Deps, who: Principal, id: string, input: AutomationChange): Promise<AutomationRow> {
  await checkWebhook(deps, who, input.definition ? urlOf(input.definition) : (input.config?.lead_capture_settings?.webhook_url ?? null))
  return change(deps, who, id, input.version, (current) => {
    const asRule =
      input.config !== undefined || input.trigger_type !== undefined || input.action_type !== undefined || input.media_id !== undefined
    const stored: Content = {
      definition: current.definition,
      config: current.config,
      triggerType: current.triggerType,
      actionType: current.actionType,
      mediaId: current.mediaId,
    }
    if (asRule && !current.config && !input.config)
      throw new ApiError('invalid_input', 'This automation has a definition, not a config; change its definition.')
    const content = input.definition
      ? contentOf({ name: current.name, definition: input.definition })
      : asRule
        ? contentOf({
            config: input.config ?? readStoredConfig(current.config),
            trigger_type: (input.trigger_type ?? current.triggerType) as Rule['trigger_type'],
            action_type: (input.action_type ?? current.actionType) as Rule['action_type'],
            media_id: input.media_id === undefined ? current.mediaId : input.media_id,
            is_active: true,
          })
        : stored
    return {
      content,
      name: input.name ?? current.name,
      live: input.is_active ?? current.status === 'live',
      priority: input.priority ?? current.priority,
    }
  })
}

type Wanted = { content: Content; name: string; live: boolean; priority: number }

/** Two people edit one automation: the second save does not silently undo the first (decision 0045). */
const staleVersion = (current: number, given: number) =>
  new ApiError(
    'version_conflict',
    `This automation was changed meanwhile: it is at version ${current}, you changed version ${given}. Nothing was saved. Read it ` +
      `again, or send \`version: ${current}\` to overwrite it.`,
  )

async function change(
  deps: Deps,
  who: Principal,
  id: string,
  begunWith: number | undefined,
  want: (current: AutomationRow) => Wanted,
): Promise<AutomationRow> {
  const at = deps.clock.now()
  const { workspaceId } = who
  const changed = await inWorkspace(deps.databases.web, who, async (trx) => {
    // Not in the middle of a decision: an automation that was switched off ends its waiting runs.
    await lockIngest(trx)
    const current = await getAutomation(trx, id)
    const { content, name, live, priority } = want(current)
    const same = name === current.name && isDeepStrictEqual([content.definition, content.config], [current.definition, current.config])
    // A save that is sent again because its response was lost finds its own work, not another person's.
    if (begunWith !== undefined && begunWith !== current.version && !same) throw staleVersion(current.version, begunWith)
    const { accountId } = current
    if (live) await refuseBlockers(trx, deps, { accountId, channel: (await findChannelOf(trx, accountId))! }, content)
    const status = live ? 'live' : current.status === 'draft' ? 'draft' : 'paused'
    const version = same ? current.version : current.version + 1
    const versionId = same ? current.versionId : deps.newId()
    if (!same)
      await addVersion(trx, {
        id: versionId,
        workspaceId,
        automationId: id,
        number: version,
        name,
        definition: content.definition,
        config: content.config,
        createdBy: who.actor,
        createdAt: at,
      })
    await changeAutomation(trx, id, {
      name,
      status,
      triggerType: content.triggerType,
      actionType: content.actionType,
      mediaId: content.mediaId,
      priority,
      version,
      versionId,
      at,
    })
    await nextSet(trx, { workspaceId, accountId: current.accountId, automationId: id, versionId, live, priority, deleted: false })
    if (!live) await stopRuns(trx, id, at)
    await writeWebhook(trx, deps, { id, workspaceId, name }, { url: urlOf(content.definition), before: urlOf(current.definition) })
    await writeAudit(trx, deps, {
      workspaceId,
      actor: who.actor,
      action: 'change',
      subject: 'automation',
      subjectId: id,
      ...auditOf('automation', current, {
        definition: same ? undefined : true,
        status: status === current.status ? undefined : status,
        priority: priority === current.priority ? undefined : priority,
      }),
    })
    return getAutomation(trx, id)
  })
  deps.wake.tell('automations', workspaceId, [changed.accountId])
  return changed
}

/** Deletes an automation; its history stays in traces, leads and figures. */
export async function deleteAutomation(deps: Deps, who: Principal, id: string): Promise<void> {
  const at = deps.clock.now()
  const accountId = await inWorkspace(deps.databases.web, who, async (trx) => {
    await lockIngest(trx)
    const current = await getAutomation(trx, id)
    await changeAutomation(trx, id, { ...current, status: 'deleted', at })
    await nextSet(trx, {
      workspaceId: who.workspaceId,
      accountId: current.accountId,
      automationId: id,
      versionId: current.versionId,
      live: false,
      priority: current.priority,
      deleted: true,
    })
    await stopRuns(trx, id, at)
    await writeWebhook(trx, deps, { ...current, workspaceId: who.workspaceId }, { url: null, before: urlOf(current.definition) })
    await writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action: 'delete', subject: 'automation', subjectId: id })
    return current.accountId
  })
  deps.wake.tell('automations', who.workspaceId, [accountId])
}

export function showAutomation(row: AutomationRow): AutomationAnswer {
  return {
    id: row.id,
    accountId: row.accountId,
    name: row.name,
    status: row.status,
    is_active: row.status === 'live',
    trigger_type: row.triggerType,
    action_type: row.actionType,
    media_id: row.mediaId,
    priority: row.priority,
    version: row.version,
    definition: row.definition,
    stats: row.stats,
    ...(row.config ? { config: configAnswer(row.config, row.stats) } : {}),
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  }
}
