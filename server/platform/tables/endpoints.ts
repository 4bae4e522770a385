import type { DeliveryStatus, EndpointEventType, EndpointKind, EndpointMethod, LinkCondition, LinkType } from '../../model/endpoint.ts'
import { arrayOf, bigint, boolean, bytea, integer, jsonb, smallint, table, text, timestamptz, uuid } from './table.ts'

/** Addresses of the user that are told what happened. */
export const endpoints = table('endpoints', {
  id: uuid,
  workspace_id: uuid,
  automation_id: uuid.orNull,
  name: text,
  kind: text.as<EndpointKind>(),
  url: text,
  method: text.as<EndpointMethod>(),
  headers: jsonb<Record<string, string>>(),
  auth: jsonb<Record<string, unknown>>(),
  auth_sealed: bytea.orNull,
  secret_sealed: bytea,
  old_secret_sealed: bytea.orNull.later,
  old_secret_until: timestamptz.orNull.later,
  retry_count: smallint,
  timeout_ms: integer,
  events: arrayOf<EndpointEventType>('text'),
  mapping: jsonb<Record<string, string>>().orNull,
  is_active: boolean,
  disabled_at: timestamptz.orNull.later,
  disabled_code: text.orNull.later,
  failing_since: timestamptz.orNull.later,
  warned_at: timestamptz.orNull.later,
  last_success_at: timestamptz.orNull.later,
  last_failure_at: timestamptz.orNull.later,
  created_at: timestamptz,
  updated_at: timestamptz,
  version: integer.withDefault,
})

/** Which events an endpoint gets. */
export const endpointSources = table('endpoint_sources', {
  id: uuid,
  workspace_id: uuid,
  endpoint_id: uuid,
  type: text.as<LinkType>(),
  /** The id of the account, page, form or automation; empty for `any`. */
  source_id: text,
  is_active: boolean,
  conditions: jsonb<LinkCondition[]>(),
})

/** What endpoints are told, once per event. The id is the `webhook-id`. */
export const endpointEvents = table('endpoint_events', {
  id: uuid,
  workspace_id: uuid,
  account_id: uuid.orNull,
  contact_id: uuid.orNull,
  lead_id: uuid.orNull,
  cause_id: uuid.orNull,
  type: text.as<EndpointEventType>(),
  data: jsonb<unknown>(),
  occurred_at: timestamptz,
})

/** One event for one endpoint; its job has the same id. */
export const deliveries = table('deliveries', {
  id: uuid,
  seq: bigint.made,
  workspace_id: uuid,
  account_id: uuid.orNull,
  endpoint_id: uuid,
  event_id: uuid,
  lead_id: uuid.orNull,
  type: text.as<EndpointEventType>(),
  is_test: boolean,
  status: text.as<DeliveryStatus>(),
  code: text.orNull,
  next_retry_at: timestamptz.orNull.later,
  completed_at: timestamptz.orNull,
  created_at: timestamptz,
})
