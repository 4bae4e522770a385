import type { ConnectionStatus, LoginProvider, TokenKind } from '../../model/connection.ts'
import { arrayOf, boolean, bytea, table, text, timestamptz, uuid } from './table.ts'

/** Logins of people at the platform, through which accounts are connected. */
export const connections = table('connections', {
  id: uuid,
  workspace_id: uuid,
  provider: text.as<LoginProvider>(),
  app_id: text,
  external_id: text,
  app_scoped_id: text.orNull,
  name: text.orNull,
  picture_url: text.orNull,
  granted_scopes: arrayOf<string>('text'),
  /** Sealed (platform/vault.queries.ts). Null: none, or it is its account's token. */
  user_token: bytea.orNull,
  token_kind: text.as<TokenKind>(),
  token_issued_at: timestamptz.orNull,
  token_expires_at: timestamptz.orNull,
  data_access_expires_at: timestamptz.orNull,
  token_checked_at: timestamptz.orNull,
  status: text.as<ConnectionStatus>(),
  status_reason: text.orNull.later,
  graph_url: text,
  simulated: boolean,
  begun_by: text.orNull,
  created_at: timestamptz,
  updated_at: timestamptz,
})

/** Logins under way: a word, by its hash, that is valid once, for one caller and for minutes. */
export const loginStates = table('login_states', {
  hash: text,
  workspace_id: uuid,
  provider: text.as<LoginProvider>(),
  begun_by: text,
  account_id: uuid.orNull,
  redirect_uri: text,
  return_to: text,
  simulated: boolean,
  expires_at: timestamptz,
})
