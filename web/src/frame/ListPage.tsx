import { useNavigate } from '@tanstack/react-router'
import { FilterX, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'
import { classes } from '../parts/classes.ts'
import { Empty } from '../parts/Empty.tsx'
import { SelectField } from '../parts/Field.tsx'
import type { ListOf } from '../parts/list.ts'
import { Skeleton } from '../parts/Skeleton.tsx'
import { Page } from './Page.tsx'
import { ProblemNotice } from './ProblemNotice.tsx'

type Props<T> = {
  title: string
  text?: string
  actions?: ReactNode
  /** The tabs of several lists, above the filters. */
  tabs?: ReactNode
  /** Search first: `SearchField`, `FilterField`, `Choice`. */
  filters?: ReactNode
  list: ListOf<T>
  /** Whether a filter is set; `onClear` removes all. */
  filtered: boolean
  onClear: () => void
  icon: LucideIcon
  /** Shown while the list is empty, with one action; and while nothing matches the filters. */
  empty: ReactNode | { title: string; text: string; action: ReactNode }
  none: { title: string; text?: string }
  /** Announces to a screen reader how many rows came in. */
  arrived?: (count: number) => string
  /** The page scrolls, not the list inside it. */
  flow?: boolean
  /** The rows: `VirtualList`, `Table` or `Cards`. */
  children: ReactNode
  /** The drawer or dialog over the list. */
  drawer?: ReactNode
}

const isSaying = (empty: unknown): empty is { title: string; text: string; action: ReactNode } =>
  typeof empty === 'object' && empty !== null && 'title' in empty

/** Every list: its filters, its rows, and what is shown while it loads, when loading fails, and when it is empty. */
export function ListPage<T>(props: Props<T>) {
  const { title, text, actions, tabs, filters, list, filtered, onClear, icon, empty, none, arrived, flow, children, drawer } = props
  const { t } = useTranslation()
  const nothing = !list.isPending && !list.error && list.items.length === 0
  const states = (
    <>
      {list.error !== null && list.error !== undefined && (
        <ProblemNotice problem={list.error} onAgain={() => void list.refetch()} className={flow ? 'mb-4' : 'm-4'} />
      )}
      {list.isPending && <Skeleton label={t('wait')} rows={6} />}
      {nothing && filtered && (
        <Empty
          icon={icon}
          {...none}
          action={
            <Button look="primary" onClick={onClear}>
              <FilterX aria-hidden />
              {t('list.clear')}
            </Button>
          }
        />
      )}
      {nothing && !filtered && (isSaying(empty) ? <Empty icon={icon} {...empty} /> : empty)}
      {list.items.length > 0 && children}
    </>
  )
  return (
    <Page {...(flow ? {} : { full: true })} title={title} {...(text ? { text } : {})} actions={actions}>
      {tabs}
      {filters && (
        <div role="search" className="mb-3 grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
          {filters}
        </div>
      )}
      {arrived && (
        <p className="sr-only" aria-live="polite">
          {list.arrived ? arrived(list.arrived) : ''}
        </p>
      )}
      {flow ? (
        states
      ) : (
        <section className="relative -mx-4 flex min-h-0 grow flex-col overflow-hidden border-t border-line bg-card sm:mx-0 sm:rounded-2xl sm:border sm:shadow-card">
          {states}
        </section>
      )}
      {drawer}
    </Page>
  )
}

type FilterProps = {
  label: string
  /** The label of the choice that filters nothing. */
  any: string
  value: string | undefined
  options: { value: string; label: string }[]
  onChange: (value: string | undefined) => void
  /** Has its own row on a phone. */
  wide?: boolean
}

/** One filter of a list: any, or one of these. */
export function FilterField({ label, any, value, options, onChange, wide }: FilterProps) {
  return (
    <SelectField
      bare
      label={label}
      value={value ?? ''}
      onChange={(change) => onChange(change.target.value || undefined)}
      boxClassName={classes('min-w-0', wide && 'col-span-2')}
      className="w-full sm:w-auto sm:max-w-md"
    >
      <option value="">{any}</option>
      {options.map((option, index) => (
        <option key={`${index} ${option.value}`} value={option.value}>
          {option.label}
        </option>
      ))}
    </SelectField>
  )
}

/**
 * The search parameters of a list, and how to change some of them; undefined removes one. `opens` is the parameter for what is open
 * over the list: only that one adds an entry to the browser's history.
 */
export function useListAddress<S extends Record<string, string | undefined>>(search: S, opens?: keyof S) {
  const navigate = useNavigate()
  return (change: Partial<Record<keyof S, string | undefined>>) =>
    void navigate({
      to: '.',
      search: ((before: object) =>
        Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined && value !== ''))) as never,
      replace: opens === undefined || !(opens in change),
    })
}
