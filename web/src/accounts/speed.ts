import { useTranslation } from 'react-i18next'
import { messageKinds, type MessageKind } from '../../../server/model/message.ts'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'

/** The periods a limit can be set for on the page; the API takes any. */
export const periods = [1_000, 60_000, 3_600_000, 86_400_000] as const

/** The kinds of message that an account sends: a channel without private replies has no public ones either. */
export const speedKinds = (account: Account): MessageKind[] =>
  account.platformLimits.some((limit) => limit.kind === 'private_reply') ? [...messageKinds] : ['message']

/** Limits as text: the account's own, and the platform's for a kind. */
export function useSpeedWords() {
  const { t } = useTranslation()
  const stretch = (ms: number) =>
    ms === 1_000 || ms === 60_000 || ms === 3_600_000 || ms === 86_400_000 ? t(`accounts.perMs.${ms}`) : `${ms / 1_000} s`
  const limit = (count: number, perMs: number) => t('accounts.limit', { count, per: stretch(perMs) })
  return {
    stretch,
    own: (account: Account) =>
      speedKinds(account).flatMap((kind) => {
        const own = account.ownLimits[kind]
        return own ? [`${t(`accounts.kind.${kind}`)}: ${limit(own.calls, own.perMs)}`] : []
      }),
    platform: (account: Account, kind: MessageKind) =>
      account.platformLimits
        .filter((one) => one.kind === kind)
        .map(({ per, calls, perMs }) =>
          per === 'person' ? t('accounts.limitPerson', { count: calls, seconds: perMs / 1_000 }) : limit(calls, perMs),
        )
        .join(', '),
  }
}
