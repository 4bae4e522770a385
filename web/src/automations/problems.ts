import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Definition } from '../../../server/model/automation.ts'
import { api, type Problem } from '../api.ts'
import type { BuilderForm } from './builderForm.ts'

export type Card = 'trigger' | 'words' | 'reply' | 'opening' | 'ask' | 'message' | 'more'

/**
 * Which card a problem stands under: by the step it is about, else by its code.
 * In: the problem, the form (its step ids). Out: a card; what fits none stands with the other settings. Errors: none.
 */
export function cardOf(problem: Problem, form: Pick<BuilderForm, 'ids'>): Card {
  const part = Object.entries(form.ids).find(([, id]) => id === problem.stepId)?.[0] ?? problem.stepId ?? ''
  if (part.startsWith('ask') || part.startsWith('save')) return 'ask'
  if (part === 'reply' || part === 'opening' || part === 'message') return part
  if (/keyword|word|exclude/.test(problem.code)) return 'words'
  if (/media|post|trigger/.test(problem.code)) return 'trigger'
  return 'more'
}

/** Asks the server's linter about what is being written, once the writing pauses. Out: the problems last heard, blockers first. */
export function useProblems(definition: Definition, accountId: string | null) {
  const wanted = JSON.stringify(definition)
  const [settled, setSettled] = useState(wanted)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(wanted), 400)
    return () => clearTimeout(timer)
  }, [wanted])
  const { data } = useQuery({
    queryKey: ['lint', accountId, settled],
    queryFn: ({ signal }) => api.lint(JSON.parse(settled) as Definition, accountId, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 30_000,
  })
  return data?.problems.toSorted((a, b) => Number(a.level === 'warning') - Number(b.level === 'warning')) ?? []
}
