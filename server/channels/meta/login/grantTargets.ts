import type { GrantTarget } from '../../../model/login.ts'
import { idOf, type JsonObject, listOf, objectOf, textOf } from '../fields.ts'

/** Permissions whose targets are Pages, or the accounts behind them. Those of others are ids of businesses or ad accounts. */
const ofPages = /^(pages_|instagram_|leads_retrieval$)/

/**
 * The permissions that a token has for some Pages or accounts alone (`granular_scopes` of `debug_token`, meta-platform.md 7.1). One without
 * ids holds for all.
 */
export const grantTargetsIn = (told: JsonObject): GrantTarget[] =>
  listOf(told.granular_scopes).flatMap((item) => {
    const one = objectOf(item)
    const scope = textOf(one?.scope)
    const ids = listOf(one?.target_ids).flatMap((id) => idOf(id) ?? [])
    return scope && ofPages.test(scope) && ids.length > 0 ? [{ scope, ids }] : []
  })
