-- The business account that an account belongs to, where a platform has one above it; no column is called after one channel's word for it.
alter table accounts rename column waba_id to business_id;
