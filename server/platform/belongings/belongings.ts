import { account, noPerson, workspace, type Belonging } from './belonging.ts'
import { endpoints } from './endpoints.ts'
import { leadAds } from './leadAds.ts'
import { ofAccounts } from './ofAccounts.ts'
import { ofContacts } from './ofContacts.ts'
import { ofConversations } from './ofConversations.ts'
import { ofFiles } from './ofFiles.ts'
import { ofImports } from './ofImports.ts'
import { ofForms } from './ofForms.ts'
import { ofInbox } from './ofInbox.ts'
import { ofJobs } from './ofJobs.ts'
import { ofMessages } from './ofMessages.ts'
import { ofPrivacy } from './ofPrivacy.ts'
import { signIn } from './signIn.ts'

/**
 * Every table: what its rows belong to, and what happens to them when two people are merged, when an account or a workspace is deleted,
 * when a person is erased or exported, and with time. Owners come before what belongs to them. Merging, deleting, erasing, retention and
 * the export of a person act on this list. `exported: 'workspace'` describes what is planned: nothing acts on it yet.
 * test/belongings.test.ts compares the list with the database.
 */
const superseded = "state = 'superseded', wake_at = null"

export const belongings = {
  workspaces: { columns: {}, erase: noPerson, exported: 'workspace', retention: 'owner' },
  data_keys: { columns: { workspace_id: workspace('delete') }, erase: noPerson, exported: 'never', retention: 'owner' },
  ...signIn,
  ...ofAccounts,
  audit: {
    columns: { workspace_id: workspace('cascade') },
    erase: { nothing: 'it holds ids, names of fields, and values of switches and choices' },
    exported: 'workspace',
    // A row that is removed would break its chain.
    retention: 'owner',
  },
  audit_chain: {
    columns: { workspace_id: workspace('cascade') },
    erase: { nothing: 'it holds ids and hashes' },
    exported: 'workspace',
    retention: 'owner',
  },
  audit_waiting: {
    columns: { workspace_id: workspace('cascade') },
    erase: { nothing: 'it holds ids' },
    exported: 'never',
    retention: 'owner',
  },

  contacts: {
    columns: { workspace_id: workspace('delete') },
    combined: {
      id: 'stays',
      workspace_id: 'stays',
      name: 'fills',
      username: 'fills',
      email: 'fills',
      phone: 'fills',
      custom_fields: 'joined',
      created_at: 'stays',
      last_seen_at: 'latest',
      profile_asked_at: 'fills',
      metadata: 'joined',
      birth_month: 'fills',
      birth_day: { fillsWith: 'birth_month' },
      birth_year: { fillsWith: 'birth_month' },
      language: 'fills',
      time_zone: 'fills',
      source: 'stays',
      is_name_given: 'stays',
      email_key: 'stays',
    },
    erase: 'delete',
    exported: 'person',
    retention: 'owner',
  },
  contact_identifiers: {
    columns: {
      account_id: account('delete'),
      contact_id: { of: 'contacts', removal: 'delete', merge: 'move' },
      workspace_id: workspace('delete'),
    },
    erase: 'delete',
    exported: 'person',
    retention: 'owner',
  },
  ...ofContacts,
  erased_people: {
    columns: { account_id: account('cascade'), workspace_id: workspace('cascade') },
    erase: { nothing: 'it is how an erased person is recognized, and stays opted out: a keyed hash, without a value of theirs' },
    exported: 'never',
    retention: { since: 'erased_at', until: 'thirty days later; of who had opted out: as long as the account' },
  },
  conversations: {
    columns: {
      workspace_id: workspace('delete'),
      account_id: account('delete'),
      contact_id: { of: 'contacts', removal: 'delete', merge: 'combine' },
      assignee_id: { of: 'identity.member', removal: 'set null' },
    },
    combined: {
      id: 'stays',
      workspace_id: 'stays',
      account_id: 'stays',
      contact_id: 'stays',
      recipient_id: 'stays',
      window_until: 'latest',
      opted_out_at: 'fills',
      bot_paused_until: 'latest',
      handed_over_at: 'latest',
      free_until: 'latest',
      marketing_stopped_at: 'fills',
      guard_since: 'stays',
      guard_count: 'stays',
      last_event_at: 'latest',
      created_at: 'stays',
      memory: 'joined',
      assignee_id: 'fills',
      closed_at: 'stays',
      reopened_at: 'latest',
      first_answered_at: 'fills',
    },
    erase: 'delete',
    exported: 'person',
    retention: 'owner',
  },
  ...ofConversations,
  consents: {
    columns: {
      workspace_id: workspace('cascade'),
      account_id: account('cascade'),
      contact_id: { of: 'contacts', removal: 'cascade', merge: 'move' },
    },
    erase: 'delete',
    exported: 'person',
    retention: 'owner',
  },
  tags: { columns: { workspace_id: workspace('cascade') }, erase: noPerson, exported: 'workspace', retention: 'owner' },
  former_tag_names: {
    columns: { workspace_id: workspace('cascade'), tag_id: { of: 'tags', removal: 'cascade' } },
    erase: noPerson,
    exported: 'workspace',
    retention: 'owner',
  },
  contact_tags: {
    columns: {
      contact_id: { of: 'contacts', removal: 'cascade', merge: { unite: 'tag_id' } },
      tag_id: { of: 'tags', removal: 'cascade' },
      workspace_id: workspace('cascade'),
    },
    erase: 'delete',
    exported: 'person',
    retention: 'owner',
  },

  automations: {
    columns: { workspace_id: workspace('cascade'), account_id: account('cascade') },
    erase: noPerson,
    exported: 'workspace',
    retention: 'owner',
  },
  automation_versions: {
    columns: { workspace_id: workspace('cascade'), automation_id: { of: 'automations', removal: 'cascade' } },
    erase: noPerson,
    exported: 'workspace',
    retention: 'owner',
  },
  automation_sets: {
    columns: {
      account_id: account('cascade'),
      automation_id: { of: 'automations', removal: 'cascade' },
      version_id: { of: 'automation_versions', removal: 'cascade' },
      workspace_id: workspace('cascade'),
    },
    erase: noPerson,
    exported: 'workspace',
    retention: 'owner',
  },
  automation_stats: {
    columns: { automation_id: { of: 'automations', removal: 'cascade' }, workspace_id: workspace('cascade') },
    erase: noPerson,
    exported: 'workspace',
    retention: 'owner',
  },
  automation_counts: { columns: { workspace_id: workspace('delete') }, erase: noPerson, exported: 'never', retention: 'owner' },
  figures: {
    columns: { workspace_id: workspace('cascade'), account_id: account('cascade') },
    erase: noPerson,
    exported: 'workspace',
    retention: 'owner',
  },
  figures_place: { columns: {}, erase: noPerson, exported: 'never', retention: 'owner' },

  ...ofInbox,
  runs: {
    columns: {
      workspace_id: workspace('delete'),
      account_id: account({ by: 'conversation_id' }),
      conversation_id: {
        of: 'conversations',
        removal: 'delete',
        // One question per person: the one that started last continues.
        merge: {
          oneOfEach: [
            { where: "state = 'waiting_answer'", by: 'started_at desc, id desc', others: superseded },
            // Of an automation that waits to follow up with both, once: nothing is said twice.
            { where: "state = 'waiting_time'", per: 'automation_id', by: 'started_at desc, id desc', others: superseded },
          ],
        },
      },
    },
    erase: 'delete',
    exported: 'person',
    retention: { since: 'ended_at', kind: 'events', by: 'since' },
  },
  ...ofMessages,
  breakers: {
    columns: { account_id: account('cascade'), workspace_id: workspace('cascade') },
    erase: noPerson,
    exported: 'never',
    retention: 'owner',
  },
  send_limits: {
    columns: { account_id: account('cascade'), workspace_id: workspace('cascade') },
    // A person's limits are stored under their conversation and are deleted within the hour that they count.
    erase: noPerson,
    exported: 'never',
    retention: 'owner',
  },
  limit_windows: {
    columns: { limit_id: { of: 'send_limits', removal: 'cascade' }, workspace_id: workspace({ by: 'limit_id' }) },
    erase: noPerson,
    exported: 'never',
    retention: 'owner',
  },

  ...ofJobs,

  leads: {
    columns: {
      workspace_id: workspace('cascade'),
      account_id: account('set null'),
      contact_id: { of: 'contacts', removal: 'set null', merge: 'move' },
      automation_id: { of: 'automations', removal: 'set null' },
    },
    erase: 'delete',
    exported: 'person',
    retention: { since: 'archived_at', until: 'archived ones: for the days of clean_up_days (leads/oldLeads.job.ts)' },
  },
  lead_dms: {
    columns: {
      workspace_id: workspace('cascade'),
      account_id: account('cascade'),
      lead_id: { of: 'leads', removal: 'cascade' },
    },
    erase: 'delete',
    exported: 'person',
    // With its message: without it, it would count as failed.
    retention: { since: 'created_at', kind: 'events', by: 'since', where: "state <> 'waiting'" },
  },

  mails: {
    columns: {
      workspace_id: workspace('cascade'),
      account_id: account('cascade'),
      contact_id: { of: 'contacts', removal: 'cascade', merge: 'move' },
    },
    erase: 'delete',
    exported: 'workspace',
    retention: { since: 'ended_at', kind: 'events', by: 'since' },
  },
  ...endpoints,
  ...leadAds,

  bodies: {
    columns: {},
    erase: { nothing: 'one holds what several people did: the bytes of theirs are overwritten (inbox/eraseArrivals.queries.ts)' },
    exported: 'never',
    // Long enough to investigate a complaint, and to ingest them again after a bug.
    retention: { since: 'received_at', days: 30 },
  },
  reading_attempts: {
    columns: {},
    erase: noPerson,
    exported: 'never',
    retention: { since: 'attempted_at', until: 'the payload is read, or left unread' },
  },
  instance_settings: { columns: {}, erase: noPerson, exported: 'never', retention: 'owner' },
  migrations: { columns: {}, erase: noPerson, exported: 'never', retention: 'owner' },

  ...ofFiles,
  ...ofImports,
  ...ofForms,
  ...ofPrivacy,
} satisfies Record<string, Belonging>

export type Table = keyof typeof belongings
/** Owners first. */
export const tables = Object.keys(belongings) as Table[]
export const belongingOf = (table: string): Belonging => (belongings as Record<string, Belonging>)[table]!
