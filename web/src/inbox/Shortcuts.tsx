import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Drawer } from '../parts/Drawer.tsx'
import { Toggle } from '../parts/Toggle.tsx'
import { keysAreOn, turnKeys } from './useKeys.ts'

const shortcuts = [
  ['j', 'next'],
  ['k', 'previous'],
  ['/', 'search'],
  ['r', 'reply'],
  ['n', 'note'],
  ['a', 'assign'],
  ['b', 'bot'],
  ['e', 'close'],
  ['i', 'person'],
  ['Esc', 'back'],
  ['?', 'help'],
] as const

/** The keys of the inbox. */
export function Shortcuts({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const [on, setOn] = useState(keysAreOn)
  return (
    <Drawer title={t('inbox.keys.title')} closeLabel={t('close')} onClose={onClose}>
      <div className="grid gap-5 p-4 sm:p-6">
        <label className="flex items-center gap-3 font-semibold">
          <Toggle
            label={t('inbox.keys.use')}
            on={on}
            onChange={(value) => {
              turnKeys(value)
              setOn(value)
            }}
          />
          {t('inbox.keys.use')}
        </label>
        <dl className="divide-y divide-line rounded-xl border border-line bg-card">
          {shortcuts.map(([key, name]) => (
            <div key={key} className="flex items-center gap-4 px-3.5 py-2">
              <dt className="w-12 shrink-0">
                <kbd className="rounded border border-edge bg-sunk px-1.5 py-0.5 text-sm font-semibold">{key}</kbd>
              </dt>
              <dd>{t(`inbox.keys.${name}`)}</dd>
            </div>
          ))}
        </dl>
        <p className="text-sm text-soft">{t('inbox.keys.inField')}</p>
      </div>
    </Drawer>
  )
}
