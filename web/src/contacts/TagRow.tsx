import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Tag } from '../../../server/contacts/tags.schemas.ts'
import { maxTagChars } from '../../../server/model/tag.ts'
import { Button } from '../parts/Button.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { NameForm } from '../frame/NameForm.tsx'

/** One tag. In: what renames and deletes it, for who may. */
type Props = { tag: Tag; onRename?: (name: string) => Promise<void>; onDelete?: () => Promise<void> }

export function TagRow({ tag, onRename, onDelete }: Props) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const forWhich = <span className="sr-only">: {tag.name}</span>
  const remove = () => {
    setBusy(true)
    void onDelete?.().finally(() => setBusy(false))
  }
  return (
    <article aria-label={tag.name} className="flex items-center gap-3 px-4 py-2.5">
      <div className="min-w-0 grow">
        <p className="flex items-center gap-2 text-sm font-bold">
          {tag.color && <span aria-hidden className="size-2.5 shrink-0 rounded-full" style={{ background: tag.color }} />}
          <span className="truncate">{tag.name}</span>
        </p>
        <p className="text-sm text-soft">{t('tags.people', { count: tag.people })}</p>
      </div>
      {onRename && (
        <NameForm
          title={t('tags.renameTitle', { tag: tag.name })}
          text={t('tags.renameText')}
          maxChars={maxTagChars}
          name={tag.name}
          action={t('tags.save')}
          onSave={onRename}
        >
          <Button size="sm">
            {t('tags.rename')}
            {forWhich}
          </Button>
        </NameForm>
      )}
      {onDelete && (
        <Confirm
          trigger={
            <Button size="sm" look="quiet" busy={busy}>
              {t('tags.delete')}
              {forWhich}
            </Button>
          }
          title={t('tags.deleteTitle', { tag: tag.name })}
          text={t('tags.deleteText', { count: tag.people })}
          confirm={t('tags.delete')}
          cancel={t('cancel')}
          onConfirm={remove}
        />
      )}
    </article>
  )
}
