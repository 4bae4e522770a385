-- Counts what seemed to be spam, by form.
create index leads_suspected on leads (form_id) where metadata ? 'suspected';
