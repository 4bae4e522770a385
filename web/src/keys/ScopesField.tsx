import { useSuspenseQuery } from '@tanstack/react-query'
import type { RefCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { scopes, type KeyScope } from '../../../server/model/permission.ts'
import { queries } from '../queries.ts'

type Props = {
  chosen: KeyScope[]
  onChange: (chosen: KeyScope[]) => void
  error?: string | undefined
  /** Gets what is focused when nothing is chosen. */
  box: RefCallback<{ focus: () => void }>
}

type Split<Scope> = Scope extends `${infer Group}.${infer Action}` ? [Group, Action] : never
const groupOf = (scope: KeyScope) => scope.split('.')[0] as Split<KeyScope>[0]
const actionOf = (scope: KeyScope) => scope.split('.')[1] as Split<KeyScope>[1]

/** The permissions of a key, a row for each thing; those that the person has themselves. */
export function ScopesField({ chosen, onChange, error, box }: Props) {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(queries.me)
  const own = scopes.filter((scope) => (me.permissions as string[]).includes(scope))
  const groups = [...new Set(own.map(groupOf))]
  return (
    <fieldset ref={(field) => box(field && { focus: () => field.querySelector('input')?.focus() })}>
      <legend className="mb-1 text-sm font-semibold">{t('keys.scopes')}</legend>
      <p className="mb-2 text-sm text-soft">{t('keys.scopesHint')}</p>
      <div className="divide-y divide-line rounded-xl border border-line bg-card">
        {groups.map((group) => (
          <div
            key={group}
            role="group"
            aria-label={t(`keys.group.${group}`)}
            className="flex flex-wrap items-center gap-x-5 gap-y-2 px-3 py-2.5"
          >
            <span className="min-w-0 grow basis-full sm:basis-48">
              <span className="block text-sm font-semibold">{t(`keys.group.${group}`)}</span>
              <span className="block text-xs text-soft">{t(`keys.groupHint.${group}`)}</span>
            </span>
            {own
              .filter((scope) => groupOf(scope) === group)
              .map((scope) => (
                <label key={scope} className="flex items-center gap-2 text-sm">
                  <input
                    type="checkbox"
                    className="size-4 shrink-0 accent-accent"
                    checked={chosen.includes(scope)}
                    onChange={(change) => onChange(change.target.checked ? [...chosen, scope] : chosen.filter((one) => one !== scope))}
                  />
                  {t(`keys.can.${actionOf(scope)}`)}
                </label>
              ))}
          </div>
        ))}
      </div>
      {error && (
        <p role="alert" className="mt-1.5 text-sm text-bad">
          {error}
        </p>
      )}
    </fieldset>
  )
}
