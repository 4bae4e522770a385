import type { AccountNotices, AccountStatus, OwnLimits } from '../../model/account.ts'
import type { TokenKind } from '../../model/connection.ts'
import type { ChannelName } from '../../model/event.ts'
import type { StoppedKinds } from '../../model/message.ts'
import { arrayOf, bigint, boolean, bytea, integer, jsonb, table, text, timestamptz, uuid } from './table.ts'

/** Connected accounts of the platforms. */
export const accounts = table('accounts', {
  id: uuid,
  workspace_id: uuid,
  channel: text.as<ChannelName>(),
  external_id: text,
  page_id: text.orNull,
  business_id: text.orNull,
  login_type: text.as<'instagram' | 'facebook'>(),
  username: text.orNull,
  /** Of a Page. */
  category: text.orNull,
  name: text,
  picture_url: text.orNull,
  phone: text.orNull,
  status: text.as<AccountStatus>(),
  status_reason: text.orNull.later,
  graph_url: text,
  simulated: boolean,
  /** Sealed, like both others (platform/vault.queries.ts). Null: the account is disconnected. */
  access_token: bytea.orNull,
  app_secret: bytea.orNull,
  verify_token: bytea.orNull,
  token_expires_at: timestamptz.orNull.later,
  /** The login it was connected through; null: its token was pasted. */
  connection_id: uuid.orNull.later,
  token_kind: text.as<TokenKind>().withDefault,
  token_issued_at: timestamptz.orNull.later,
  token_checked_at: timestamptz.orNull.later,
  data_access_expires_at: timestamptz.orNull.later,
  /** By the platform's names; null: not known. */
  granted_scopes: arrayOf<string>('text').orNull.later,
  /** Null: the workspace's. */
  default_country: text.orNull.later,
  /** What DMs to leads are sent with outside the window; null: nothing. */
  default_template_id: uuid.orNull.later,
  last_event_at: timestamptz.orNull.later,
  /** When it was connected again or switched on; null: never since it was connected first. */
  active_since: timestamptz.orNull.later,
  stop_told_at: timestamptz.orNull.later,
  /** What endpoints were last told; null: nothing yet. */
  told_status: text.orNull.later,
  /** The number of its present set of automations. */
  automation_set: bigint.withDefault,
  own_limits: jsonb<OwnLimits>().withDefault,
  stopped_kinds: jsonb<StoppedKinds>().withDefault,
  /** The latest notice of the platform by its topic. */
  notices: jsonb<AccountNotices>().withDefault,
  /** Null: the usual time (model/account.ts). */
  hand_pause_minutes: integer.orNull.later,
  /** People are shown “typing” before a delayed message. */
  shows_typing: boolean.withDefault,
  created_at: timestamptz,
  updated_at: timestamptz,
})
