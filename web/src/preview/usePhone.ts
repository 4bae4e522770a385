import { useMemo, useState } from 'react'
import type { Definition } from '../../../server/model/automation.ts'
import { rehearse } from './rehearse.ts'
import type { Action, PhoneTab } from './world.ts'

/** What a follower does first: write the keyword where the trigger expects it. */
function firstAction(definition: Definition, fallbackWord: string): Action {
  const trigger = definition.triggers[0]
  const text = trigger?.keywords[0] ?? fallbackWord
  if (trigger?.on === 'comment') return { type: 'comment', text }
  return trigger?.on === 'story_reply' ? { type: 'message', text, storyReply: true } : { type: 'message', text }
}

/**
 * The preview's state: the actions on the phone, replayed from the start whenever the automation changes.
 * In: the edited definition, a word for triggers that take any text, the channel of its account. Out: the phone as it looks now, and the
 * actions on it. Errors: none.
 */
export function usePhone(definition: Definition, fallbackWord: string, channel: string | undefined) {
  const [tab, setTab] = useState<PhoneTab>(definition.triggers[0]?.on === 'comment' ? 'comments' : 'dm')
  const [done, setDone] = useState<Action[]>([])
  const key = JSON.stringify(definition)
  const world = useMemo(() => {
    const stable = JSON.parse(key) as Definition
    return rehearse(stable, [firstAction(stable, fallbackWord), ...done], { channel })
  }, [key, fallbackWord, done, channel])

  return {
    tab,
    setTab,
    world,
    started: done.length > 0,
    act: (action: Action) => {
      setDone((before) => [...before, action])
      setTab(action.type === 'comment' ? 'comments' : 'dm')
    },
    again: () => setDone([]),
  }
}
export type PhoneState = ReturnType<typeof usePhone>
