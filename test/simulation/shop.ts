import type { Definition, Step, Trigger } from '../../server/model/automation.ts'
import type { Ground } from './database.ts'

export type Shop = { workspaceId: string; accountId: string; externalId: string; automationIds: string[] }

const trigger = (on: Trigger['on'], keywords: string[]): Trigger => ({ on, media: [], keywords, match: 'word', exclude: [] })
const definition = (on: Trigger['on'], keywords: string[], steps: Step[]): Definition => ({
  triggers: [trigger(on, keywords)],
  cooldownMinutes: 0,
  steps,
  lead: { saveToDatabase: true, notificationEmail: null, webhookUrl: null },
})

/**
 * The texts that people can send to a shop, and its replies: a lead flow, a reply that goes before its DM, a delay, two messages in a row,
 * one that is always the same, a button.
 */
export const automations: { name: string; definition: Definition }[] = [
  {
    name: 'lead',
    definition: definition(
      'comment',
      ['price'],
      [
        { id: 'public', type: 'reply', texts: ['Sent you a DM!', 'Look at your inbox!'] },
        { id: 'ask', type: 'ask', texts: ['For {{text}}: what is your e-mail?'], answer: 'email', maxTries: 3, timeoutMinutes: 60 },
        { id: 'save', type: 'save', field: 'email' },
        { id: 'thanks', type: 'message', texts: ['Thank you, {{text}}'] },
      ],
    ),
  },
  {
    name: 'first',
    definition: definition(
      'comment',
      ['hello'],
      [
        { id: 'greeting', type: 'reply', texts: ['Hello under {{text}}'], replyFirst: true },
        { id: 'note', type: 'message', texts: ['Hello in private, {{text}}'] },
      ],
    ),
  },
  { name: 'code', definition: definition('message', ['code'], [{ id: 'code', type: 'message', texts: ['Your code: {{text}}'] }]) },
  { name: 'yes', definition: definition('message', ['open'], [{ id: 'yes', type: 'message', texts: ['Yes'] }]) },
  {
    name: 'two',
    definition: definition(
      'message',
      ['two'],
      [
        { id: 'first', type: 'message', texts: ['First of {{text}}'] },
        { id: 'second', type: 'message', texts: ['Second of {{text}}'] },
      ],
    ),
  },
  {
    name: 'later',
    definition: definition(
      'message',
      ['later'],
      [
        { id: 'now', type: 'message', texts: ['Now: {{text}}'] },
        { id: 'pause', type: 'delay', minutes: 5 },
        { id: 'then', type: 'message', texts: ['Then it was time'] },
      ],
    ),
  },
  {
    name: 'menu',
    definition: definition(
      'message',
      ['menu'],
      [
        { id: 'menu', type: 'message', texts: ['Menu for {{text}}'], buttons: [{ title: 'More', goTo: 'more' }], next: null },
        { id: 'more', type: 'message', texts: ['More of it'] },
      ],
    ),
  },
]

export type OwnLimits = Record<string, { calls: number; perMs: number }>

/** Creates a workspace with an account and its automations, as the API would store them. */
export async function openSimulatedShop(
  ground: Ground,
  newId: () => string,
  externalId: string,
  ownLimits: OwnLimits,
  at: Date,
): Promise<Shop> {
  const workspaceId = newId()
  const accountId = newId()
  await ground.admin('insert into workspaces (id, name, created_at) values ($1, $2, $3)', [workspaceId, 'A shop', at])
  await ground.admin(
    `insert into accounts (id, workspace_id, channel, external_id, name, graph_url, access_token, automation_set, own_limits, created_at,
      updated_at)
     values ($1, $2, 'instagram', $3, 'A shop', 'http://platform', '', 1, $4, $5, $5)`,
    [accountId, workspaceId, externalId, JSON.stringify(ownLimits), at],
  )
  const rows = automations.map((one) => ({ id: newId(), version_id: newId(), name: one.name, definition: one.definition }))
  const given = `jsonb_to_recordset($1::jsonb) as g(id uuid, version_id uuid, name text, definition jsonb)`
  const insert = (into: string, columns: string) =>
    ground.admin(`insert into ${into} select ${columns} from ${given}`, [JSON.stringify(rows), workspaceId, accountId, at])
  await insert(
    'automations (id, workspace_id, account_id, name, status, trigger_type, action_type, version, version_id, created_at, updated_at)',
    `id, $2::uuid, $3::uuid, name, 'live', 'keyword', 'send_dm', 1, version_id, $4::timestamptz, $4::timestamptz`,
  )
  await insert(
    'automation_versions (id, workspace_id, automation_id, number, name, definition, created_at)',
    `version_id, $2::uuid, id, 1, name || left($3::uuid::text, 0), definition, $4::timestamptz`,
  )
  await insert(
    'automation_stats (automation_id, workspace_id, created_at, updated_at)',
    `id, $2::uuid, $4::timestamptz, $4::timestamptz + (left($3::uuid::text, 0) || '0 s')::interval`,
  )
  await insert(
    'automation_sets (account_id, automation_id, version_id, workspace_id, live, priority, from_set)',
    `$3::uuid, id, version_id, $2::uuid, $4::timestamptz is not null, 0, 1`,
  )
  return { workspaceId, accountId, externalId, automationIds: rows.map((row) => row.id) }
}
