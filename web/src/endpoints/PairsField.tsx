import { Plus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import type { Pair } from './endpointForm.ts'

type Props = {
  label: string
  hint?: string
  nameLabel: string
  valueLabel: string
  addLabel: string
  pairs: Pair[]
  onChange: (pairs: Pair[]) => void
  error?: string | undefined
  secret?: boolean
  /** Suggestions of the browser for values. */
  suggestions?: string[]
}

/** Rows of a name and a value: headers, or fields of a mapping. */
export function PairsField({ label, hint, nameLabel, valueLabel, addLabel, pairs, onChange, error, secret, suggestions }: Props) {
  const { t } = useTranslation()
  const listId = suggestions ? `${label.replaceAll(/\W/g, '')}-values` : undefined
  const set = (at: number, change: Partial<Pair>) => onChange(pairs.map((pair, index) => (index === at ? { ...pair, ...change } : pair)))
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-sm font-semibold">{label}</legend>
      {hint && <p className="text-sm text-soft">{hint}</p>}
      {pairs.map((pair, index) => (
        <div key={index} className="grid grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)_auto] gap-2">
          <TextField
            bare
            label={`${nameLabel} ${index + 1}`}
            placeholder={nameLabel}
            autoComplete="off"
            spellCheck={false}
            value={pair.name}
            onChange={(change) => set(index, { name: change.target.value })}
          />
          <TextField
            bare
            label={`${valueLabel} ${index + 1}`}
            placeholder={valueLabel}
            autoComplete="off"
            spellCheck={false}
            type={secret ? 'password' : 'text'}
            list={listId}
            value={pair.value}
            onChange={(change) => set(index, { value: change.target.value })}
          />
          <Button
            look="quiet"
            size="icon"
            aria-label={t('endpoints.removeRow', { label, number: index + 1 })}
            onClick={() => onChange(pairs.filter((_, at) => at !== index))}
          >
            <X aria-hidden />
          </Button>
        </div>
      ))}
      {suggestions && (
        <datalist id={listId}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
      <Button size="sm" className="justify-self-start" onClick={() => onChange([...pairs, { name: '', value: '' }])}>
        <Plus aria-hidden />
        {addLabel}
      </Button>
      {error && (
        <p role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
    </fieldset>
  )
}
