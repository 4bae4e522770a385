import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ClipboardList, Ellipsis, ExternalLink, PencilLine, Trash2, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Form } from '../../../server/forms/forms.schemas.ts'
import { channelName } from '../accounts/handle.ts'
import { api } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { Menu, MenuItem, MenuLine } from '../parts/Menu.tsx'
import { showNote } from '../parts/notes.tsx'
import { Toggle } from '../parts/Toggle.tsx'
import { showProblem } from '../problem.ts'

/** One form: its address, where its people go on, and its switch. */
export function FormRow({ form, mayWrite }: { form: Form; mayWrite: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [busy, setBusy] = useState(false)
  const [removing, setRemoving] = useState(false)
  const open = (show?: 'leads') => void navigate({ to: '/leads/forms/$formId', params: { formId: form.id }, search: show ? { show } : {} })

  const flip = async (isActive: boolean, undo = true) => {
    setBusy(true)
    try {
      await api.changeForm(form.id, { isActive })
      await client.invalidateQueries({ queryKey: ['forms'] })
      showNote(
        t(isActive ? 'forms.nowOn' : 'forms.nowOff', { form: form.name }),
        undo ? { action: { label: t('undo'), onClick: () => void flip(!isActive, false) } } : {},
      )
    } catch (trouble) {
      showProblem(t, trouble, () => void flip(isActive, undo))
    } finally {
      setBusy(false)
    }
  }
  const remove = async () => {
    try {
      await api.removeForm(form.id)
      showNote(t('forms.removed', { form: form.name }))
    } catch (trouble) {
      showProblem(t, trouble, () => void remove())
    }
    await client.invalidateQueries({ queryKey: ['forms'] })
  }

  return (
    <div className="relative grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3.5 rounded-2xl border border-line bg-card p-4 shadow-card transition-colors hover:border-edge/50">
      <span className="grid size-11 place-items-center rounded-xl rounded-br-sm bg-tint text-accent" aria-hidden>
        <ClipboardList className="size-5" />
      </span>
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {/* The whole row opens it; the link's name is what is read out. */}
          <Link
            to="/leads/forms/$formId"
            params={{ formId: form.id }}
            className="max-w-full truncate font-bold after:absolute after:inset-0 after:rounded-2xl focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
          >
            {form.name}
          </Link>
          {!form.isActive && <Chip>{t('forms.off')}</Chip>}
        </div>
        <p className="mt-0.5 line-clamp-2 text-sm text-soft sm:truncate">
          {[
            `/f/${form.slug}`,
            t('forms.fieldCount', { count: form.fields.length }),
            form.continue === 'none' ? t('forms.goesOnNowhere') : t('forms.goesOnIn', { channel: channelName(t, form.continue) }),
          ].join(' · ')}
        </p>
      </div>
      <div className="relative z-10 flex items-center gap-1.5">
        {mayWrite && (
          <Toggle label={t('forms.switch', { form: form.name })} on={form.isActive} disabled={busy} onChange={(on) => void flip(on)} />
        )}
        <Menu
          trigger={
            <Button look="quiet" size="icon" aria-label={t('forms.menu', { form: form.name })}>
              <Ellipsis aria-hidden />
            </Button>
          }
        >
          <MenuItem icon={PencilLine} onSelect={() => open()}>
            {t('forms.open')}
          </MenuItem>
          <MenuItem icon={UsersRound} onSelect={() => open('leads')}>
            {t('forms.submissions')}
          </MenuItem>
          <MenuItem icon={ExternalLink} onSelect={() => window.open(form.url, '_blank', 'noopener')}>
            {t('forms.visit')}
          </MenuItem>
          {mayWrite && (
            <>
              <MenuLine />
              <MenuItem icon={Trash2} danger onSelect={() => setRemoving(true)}>
                {t('forms.remove')}
              </MenuItem>
            </>
          )}
        </Menu>
      </div>
      <Confirm
        open={removing}
        onClose={() => setRemoving(false)}
        title={t('forms.removeTitle', { form: form.name })}
        text={t('forms.removeText')}
        confirm={t('forms.remove')}
        cancel={t('cancel')}
        onConfirm={() => {
          setRemoving(false)
          void remove()
        }}
      />
    </div>
  )
}
