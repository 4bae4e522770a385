import type { Finding, NextClick } from '../model/finding.ts'
import { grantedFor } from '../model/login.ts'
import { notChecked, ok, problem } from './findings.ts'
import { sentence } from './sentences.ts'
import type { AccountFacts } from './accountChecks.ts'

/** Something that automations or forms of the account do, and the permissions that it needs. `ability`: its name in the channel. */
export type Need = { ability: string; scopes: readonly string[]; usedBy: string[] }

type Facts = Pick<AccountFacts, 'ids' | 'needs' | 'grantedScopes' | 'token' | 'messages'>

/** Whether the permissions cover what automations and forms of the account need. Pure. */
export function permissionsCheck({ ids, needs, grantedScopes, token, messages }: Facts, reconnect: NextClick): Finding {
  const asked = sentence('doctor.ask_permissions')
  const scopes = token && 'found' in token && token.found.isValid ? grantedFor(token.found.scopes, token.found.targets, ids) : grantedScopes
  const lacks = (missing: string[], used: Need[]) =>
    problem(
      asked,
      sentence('doctor.permissions_missing', {
        permissions: [...new Set(missing)].join(', '),
        automations: [...new Set(used.flatMap(({ usedBy }) => usedBy))].slice(0, 5).join(', '),
      }),
      reconnect,
    )
  if (needs.length === 0) return ok(asked, sentence('doctor.permissions_unneeded'))
  if (scopes) {
    const lacking = needs.filter((need) => need.scopes.some((scope) => !scopes.includes(scope)))
    if (lacking.length === 0) return ok(asked, sentence('doctor.permissions_granted'))
    return lacks(
      lacking.flatMap((need) => need.scopes.filter((scope) => !scopes.includes(scope))),
      lacking,
    )
  }
  // A pasted token does not tell its permissions: a read that needs one does.
  const isRefused = messages !== null && 'refused' in messages && messages.refused.code === 'permission_missing'
  const ofMessages = needs.filter(({ ability }) => ability === 'messages')
  if (isRefused && ofMessages.length > 0)
    return lacks(
      ofMessages.flatMap((need) => need.scopes),
      ofMessages,
    )
  return notChecked(asked, sentence('doctor.permissions_untold'))
}
