ALTER TABLE "return_review" ADD COLUMN "changes" JSONB;
