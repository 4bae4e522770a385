import type { ConsentAbout, ConsentSource } from '../../model/consent.ts'
import type { ContactSource } from '../../model/contact.ts'
import type { PersonIdKind } from '../../model/event.ts'
import { boolean, integer, jsonb, smallint, table, text, timestamptz, uuid } from './table.ts'

/** A person. */
export const contacts = table('contacts', {
  id: uuid,
  workspace_id: uuid,
  username: text.orNull,
  name: text.orNull,
  email: text.orNull,
  phone: text.orNull,
  custom_fields: jsonb<Record<string, string>>(),
  profile_asked_at: timestamptz.orNull,
  metadata: jsonb<Record<string, unknown>>().withDefault,
  /** The workspace gave them their name: their profile does not replace it. */
  is_name_given: boolean.withDefault,
  /** A birthday without its year is a month and a day. */
  birth_month: smallint.orNull.later,
  birth_day: smallint.orNull.later,
  birth_year: smallint.orNull.later,
  language: text.orNull.later,
  time_zone: text.orNull.later,
  source: text.as<ContactSource>().withDefault,
  email_key: text.orNull.made,
  created_at: timestamptz,
  last_seen_at: timestamptz,
})

/** What a platform calls a person, on one account. */
export const contactIdentifiers = table('contact_identifiers', {
  account_id: uuid,
  value: text,
  kind: text.as<PersonIdKind>(),
  contact_id: uuid,
  workspace_id: uuid,
})

/** Automation → when it last started with this person, and which variations of its steps they were told. */
export type StoredMemory = Record<string, { at: string; used: Record<string, number[]> }>

/** The thread with a person on one account. */
export const conversations = table('conversations', {
  id: uuid,
  workspace_id: uuid,
  account_id: uuid,
  contact_id: uuid,
  recipient_id: text.orNull,
  window_until: timestamptz.orNull,
  opted_out_at: timestamptz.orNull,
  bot_paused_until: timestamptz.orNull,
  /** When automations last handed over to people; what that decision planned is still sent. */
  handed_over_at: timestamptz.orNull,
  /** Until when messages to them are free of charge, as the platform said. */
  free_until: timestamptz.orNull,
  /** When they stopped marketing by the platform's own switch; null: they did not, or take it back. */
  marketing_stopped_at: timestamptz.orNull,
  guard_since: timestamptz.orNull,
  guard_count: integer,
  last_event_at: timestamptz,
  memory: jsonb<StoredMemory>(),
  created_at: timestamptz,
  /** What people do with it in the inbox: no decision looks at it. */
  assignee_id: uuid.orNull.later,
  closed_at: timestamptz.orNull.later,
  reopened_at: timestamptz.orNull.later,
  first_answered_at: timestamptz.orNull.later,
})
/** The columns of a conversation that only people change, in the inbox. */
export const ofInbox = ['assignee_id', 'closed_at', 'reopened_at', 'first_answered_at'] as const

/** What a person agreed to, or took back. */
export const consents = table('consents', {
  id: uuid,
  workspace_id: uuid,
  account_id: uuid.orNull,
  /** What it is about where it belongs to no account. */
  channel: text.orNull,
  contact_id: uuid,
  event_id: uuid.orNull,
  about: text.as<ConsentAbout>(),
  is_given: boolean,
  source: text.as<ConsentSource>(),
  words: text.orNull,
  source_id: text.orNull,
  at: timestamptz,
})
