import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Skeleton } from '../parts/Skeleton.tsx'
import { ProblemNotice } from './ProblemNotice.tsx'

type Props<T> = {
  query: { data: T | undefined; error: unknown; refetch: () => unknown }
  /** How many grey rows stand in its place until it is there. */
  rows?: number
  /** Of the notice when it cannot be read. */
  className?: string
  children: (data: T) => ReactNode
}

/** What was asked for, once it is there; until then that it is on its way, or why it is not, with a way to ask again. */
export function Loaded<T>({ query: { data, error, refetch }, rows = 4, className = 'm-4', children }: Props<T>) {
  const { t } = useTranslation()
  if (data !== undefined) return children(data)
  if (error) return <ProblemNotice problem={error} onAgain={() => void refetch()} className={className} />
  return <Skeleton label={t('wait')} rows={rows} />
}
