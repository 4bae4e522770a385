import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Conversation } from '../../../server/conversations/conversations.schemas.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { serverNow } from '../parts/serverClock.ts'
import { typing } from './typing.ts'
import { useChange } from './useChange.ts'
import { viewersOf } from './viewersOf.ts'

/**
 * Takes over while a person types: automations pause for the time that the account is set to, and again when less than half of it is left.
 * Others who look at the conversation are told. Out: to be called at each change of what is typed, with whether there is any.
 */
export function usePauseByTyping({ id, accountId, bot, optedOutAt, botPausedUntil }: Conversation): (isTyping: boolean) => void {
  const client = useQueryClient()
  const change = useChange(id)
  const { accounts } = useAccountChoice()
  const pauseMs = (accounts.find((one) => one.id === accountId)?.handPauseMinutes ?? 60) * 60_000
  const asked = useRef(0)
  const setTyping = (isTyping: boolean) => {
    if (typing.now === isTyping) return
    typing.now = isTyping
    void client.invalidateQueries({ queryKey: viewersOf(id).queryKey })
  }
  useEffect(
    () => () => {
      typing.now = false
    },
    [id],
  )
  return (isTyping) => {
    setTyping(isTyping)
    if (!isTyping || optedOutAt || pauseMs === 0) return
    const now = serverNow()
    const until = Math.max(bot === 'off' && botPausedUntil ? new Date(botPausedUntil).getTime() : 0, asked.current)
    if (until - now > pauseMs / 2) return
    asked.current = now + pauseMs
    void change({ bot: 'off', botUntil: new Date(asked.current).toISOString() })
  }
}
