import { Upload } from 'lucide-react'
import { useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { problemText } from '../problem.ts'
import { Field } from '../parts/Field.tsx'
import type { fileHeaders, TemplateForm } from './templateForm.ts'

type Props = {
  type: (typeof fileHeaders)[number]
  accountId: string
  limit: { types: string[]; mostBytes: number }
}
const mebibyte = 1024 * 1024

/** The file above the text, which the reviewer sees; each message has its own. It is uploaded as soon as it is chosen. */
export function HeaderFile({ type, accountId, limit }: Props) {
  const { t } = useTranslation()
  const { setValue, setError, clearErrors, formState } = useFormContext<TemplateForm>()
  const [state, setState] = useState<'none' | 'busy' | 'done'>('none')
  const take = async (file: File | undefined) => {
    if (!file) return
    clearErrors('headerFile')
    if (file.size > limit.mostBytes)
      return setError('headerFile', { message: t('messageTemplates.fileTooLarge', { most: Math.floor(limit.mostBytes / mebibyte) }) })
    setState('busy')
    try {
      const { id } = await api.uploadMedia(accountId, file)
      setValue('headerFile', id, { shouldDirty: true })
      setState('done')
    } catch (trouble) {
      setState('none')
      setError('headerFile', { message: problemText(t, trouble) })
    }
  }
  return (
    <Field
      label={t(`messageTemplates.file.${type}`)}
      hint={
        state === 'none' ? (
          t('messageTemplates.fileHint')
        ) : (
          <span role="status" className="flex items-center gap-1.5">
            <Upload className="size-4" aria-hidden />
            {t(state === 'busy' ? 'messageTemplates.fileBusy' : 'messageTemplates.fileDone')}
          </span>
        )
      }
      error={formState.errors.headerFile?.message}
    >
      {(ids) => (
        <input
          {...ids}
          type="file"
          accept={limit.types.join(',')}
          onChange={(change) => void take(change.target.files?.[0])}
          className="field w-full py-2 file:mr-3 file:rounded-md file:border-0 file:bg-sunk file:px-3 file:py-1 file:font-semibold file:text-ink"
        />
      )}
    </Field>
  )
}
