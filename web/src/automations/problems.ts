import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Definition } from '../../../server/model/automation.ts'
import type { Finding } from '../../../server/automations/automations.schemas.ts'
import { api } from '../api.ts'
import type { BuilderForm } from './builderForm.ts'
import { parts, type PartName } from './parts.ts'
import { unfinished, type CardProblem } from './unfinished.ts'

export type Card = 'trigger' | 'words' | 'more' | PartName

const isPart = (name: string): name is PartName => Object.hasOwn(parts, name)

/**
 * The card that shows a problem: by its step, else by its code.
 * In: the problem, the form (its step ids). Out: a card; the one with the other settings if none fits. Errors: none.
 */
export function cardOf(problem: Finding, form: Pick<BuilderForm, 'ids'>): Card {
  const part = Object.entries(form.ids).find(([, id]) => id === problem.stepId)?.[0] ?? problem.stepId ?? ''
  const name = part === 'otherwise' ? 'condition' : part.replace(/^(ask|save)_.*/, 'ask')
  if (isPart(name)) return parts[name].Card ? name : 'more'
  if (/keyword|word|exclude|answers_everything|another/.test(problem.code)) return 'words'
  if (/media|post|trigger/.test(problem.code)) return 'trigger'
  if (problem.code === 'nothing_said' || problem.code === 'no_steps') return 'message'
  return 'more'
}

/**
 * Problems while editing: first unfinished parts, then, once typing pauses, what the
 * server's linter finds. Out: problems with their cards, blockers first. Errors: none; an unreachable linter is called again at the next
 * save.
 */
export function useProblems(
  form: BuilderForm,
  definition: Definition,
  accountId: string | null,
  automationId: string | null,
): CardProblem[] {
  const { t } = useTranslation()
  const missing = useMemo(() => unfinished(t, form), [t, form])
  const wanted = JSON.stringify(definition)
  const [settled, setSettled] = useState(wanted)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(wanted), 400)
    return () => clearTimeout(timer)
  }, [wanted])
  const { data } = useQuery({
    queryKey: ['lint', accountId, automationId, settled],
    queryFn: ({ signal }) => api.lint(JSON.parse(settled) as Definition, accountId, automationId, signal),
    enabled: missing.length === 0,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 30_000,
  })
  if (missing.length > 0) return missing
  const told =
    data?.problems.map((problem) => ({ card: cardOf(problem, form), level: problem.level, text: problem.text, code: problem.code })) ?? []
  return told.toSorted((a, b) => Number(a.level === 'warning') - Number(b.level === 'warning'))
}

/** A problem with another automation: confirmed once more before going live. */
export const isOverlap = ({ code }: { code?: string }): boolean => code === 'answered_by_another' || code === 'answers_before_another'
