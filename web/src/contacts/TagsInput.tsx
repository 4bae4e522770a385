import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { WordsInput } from '../parts/WordsInput.tsx'
import { queries } from '../queries.ts'

/** The names of all tags, for completion; none until they are loaded. */
export const useTagNames = (): string[] => (useQuery(queries.tags).data?.data ?? []).map((tag) => tag.name)

type Props = { label: string; tags: string[]; onChange: (tags: string[]) => void; hint?: string; bare?: boolean }

/** Tags as chips. Input is completed from existing tags; any other name creates one. */
export function TagsInput({ label, tags, onChange, ...rest }: Props) {
  const { t } = useTranslation()
  const names = useTagNames()
  const used = new Set(tags.map((tag) => tag.toLowerCase()))
  return (
    <WordsInput
      label={label}
      words={tags}
      onChange={onChange}
      placeholder={t('tags.placeholder')}
      removeLabel={(tag) => t('tags.remove', { tag })}
      suggestions={names.filter((name) => !used.has(name.toLowerCase()))}
      {...rest}
    />
  )
}
