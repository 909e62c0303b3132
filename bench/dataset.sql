-- The yardstick's data: a registry of public-service innovations, made up and the same on every machine.
--
-- Row counts follow from the setting `bench.innovations` (n): 60 agencies, n/5 innovators, 1 to 3 of them on each of n
-- innovations. Every value is a hash of (row number, salt), never random(), so that the same n gives the same rows
-- whatever the plan, the parallelism or the order of loading. The tables stand in a schema of their own.
set client_min_messages = warning;
set timezone = 'UTC';
create schema yardstick;
create schema gen;
set search_path = yardstick;

-- ---------------------------------------------------------------- tables
create table agencies (
  id uuid primary key, code text not null unique, name text not null);
create table innovators (
  id uuid primary key, full_name text not null, agency_id uuid not null references agencies);
create table innovations (
  id uuid primary key,
  code text not null unique,
  name text not null,
  summary text not null,
  description text not null,
  kind text not null check (kind in ('digital', 'nondigital', 'teknologi')),
  stage text not null check (stage in ('inisiatif', 'uji_coba', 'penerapan')),
  status text not null check (status in ('draft', 'published', 'archived')),
  agency_id uuid not null references agencies,
  launched_on date not null,
  tags text[] not null,
  replicable boolean not null,
  published_at timestamptz not null,
  updated_at timestamptz not null);
create table innovation_innovators (
  innovation_id uuid not null, innovator_id uuid not null, role text not null,
  primary key (innovation_id, innovator_id));

-- ---------------------------------------------------------------- generator
create function gen.size() returns int language sql stable parallel safe
  return current_setting('bench.innovations')::int;
create function gen.h(n bigint, salt int) returns int language sql immutable parallel safe
  return (hashint8extended(n, salt) & 1073741823)::int;
create function gen.pick(list text[], n bigint, salt int) returns text language sql immutable parallel safe
  return list[1 + gen.h(n, salt) % cardinality(list)];
-- a place in a list of that size; early ones are much more likely (square of a uniform number)
create function gen.skew(size int, n bigint, salt int) returns int language sql immutable parallel safe
  return 1 + floor(size * power(gen.h(n, salt) / 1073741824.0::float8, 2))::int;
-- UUIDv7-shaped: time-ordered like the ids a real table gets from uuidv7()
create function gen.uid(entity text, n bigint, at timestamptz) returns uuid language sql immutable parallel safe
  return (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7'
          || substr(md5(entity || n), 1, 3) || '8' || substr(md5(entity || n), 4, 15))::uuid;
create function gen.start() returns timestamptz language sql immutable parallel safe
  return timestamptz '2019-01-01 00:00:00+00';

create table gen.words as select
  '{kependudukan,kesehatan ibu dan anak,perizinan usaha,pengaduan warga,pajak daerah,bantuan sosial,pendidikan dasar,persampahan,transportasi kota,penataan parkir,banjir dan drainase,ketenagakerjaan,usaha mikro,pangan murah,stunting,perpustakaan,arsip daerah,pemadam kebakaran,ruang terbuka hijau,air bersih,keamanan lingkungan,pariwisata,kebudayaan,olahraga pemuda,perlindungan perempuan,lansia dan disabilitas,pertanahan,jalan lingkungan,penerangan jalan,pasar tradisional,kepegawaian,keuangan daerah,pengadaan barang,statistik sektoral,keterbukaan informasi,kewirausahaan,imunisasi,gizi keluarga,rumah layak huni,perikanan kota}'::text[] topics,
  '{Digitalisasi,Percepatan,Penguatan,Integrasi,Optimalisasi,Pendampingan,Penyederhanaan,Pemetaan,Transformasi,Jemput Bola}'::text[] actions,
  '{aplikasi seluler,kode QR,peta digital,layanan keliling,pesan singkat,sensor sederhana,kios mandiri,data terpadu,kader kelurahan,tanda tangan elektronik,antrean daring,papan kendali,posko terpadu,kelas komunitas}'::text[] tools,
  '{warga kelurahan,pelaku usaha kecil,ibu hamil,pelajar,lansia,penyandang disabilitas,keluarga prasejahtera,pencari kerja,pedagang pasar,petugas lapangan}'::text[] audiences,
  '{Medan Tuntungan,Medan Johor,Medan Amplas,Medan Denai,Medan Area,Medan Kota,Medan Maimun,Medan Polonia,Medan Baru,Medan Selayang,Medan Sunggal,Medan Helvetia,Medan Petisah,Medan Barat,Medan Timur,Medan Perjuangan,Medan Tembung,Medan Deli,Medan Labuhan,Medan Marelan,Medan Belawan}'::text[] places,
  '{waktu tunggu berkurang dari berhari-hari menjadi hitungan menit,biaya perjalanan warga menjadi lebih ringan,data antarinstansi tidak lagi dimasukkan berulang,pengaduan dapat dipantau secara terbuka,cakupan program meningkat di setiap lingkungan,kesalahan berkas dapat dicegah sejak awal,petugas memiliki lebih banyak waktu untuk kunjungan lapangan}'::text[] benefits,
  '{SI,LA,PE,KE,DU,MA,RA,TA,BE,KA,GO,SA,TE,PRO,CER,DAS,LIN,MAN,JU,ANG}'::text[] syllables,
  '{Pelayanan,Pelayanan,Layanan,Sistem,Program,Gerakan}'::text[] nouns,
  '{Andi,Budi,Citra,Dewi,Eka,Fajar,Gita,Hasan,Indah,Joko,Kartika,Lestari,Maya,Nur,Oka,Putri,Rahmat,Sari,Tono,Wahyu}'::text[] given,
  '{Siregar,Nasution,Lubis,Harahap,Ginting,Sembiring,Tarigan,Sinaga,Simanjuntak,Pohan,Hutapea,Saragih,Damanik,Purba,Ritonga,Batubara,Daulay,Rangkuti}'::text[] family,
  '{digital,digital,digital,nondigital,nondigital,teknologi}'::text[] kinds,
  '{penerapan,penerapan,penerapan,uji_coba,uji_coba,inisiatif}'::text[] stages,
  '{published,published,published,published,published,published,published,published,draft,archived}'::text[] statuses;

insert into agencies
select gen.uid('agency', g, gen.start()), 'opd-' || lpad(g::text, 2, '0'),
       case when g <= 39 then 'Dinas ' || initcap(w.topics[g + 1]) else 'Kecamatan ' || w.places[g - 39] end
from generate_series(1, 60) g, gen.words w;

insert into innovators
select gen.uid('innovator', g, gen.start()),
       gen.pick(w.given, g, 1) || ' ' || gen.pick(w.given, g, 2) || ' ' || gen.pick(w.family, g, 3),
       gen.uid('agency', gen.skew(60, g, 4), gen.start())
from generate_series(1, gen.size() / 5) g, gen.words w;

insert into innovations (id, code, name, summary, description, kind, stage, status, agency_id,
                         launched_on, tags, replicable, published_at, updated_at)
select gen.uid('innovation', g, at), 'INV-' || lpad(g::text, 7, '0'),
       brand || ': ' || action || ' ' || noun || ' ' || initcap(topic) || ' ' || place,
       'Inovasi ini menghadirkan ' || lower(noun) || ' ' || topic || ' bagi ' || audience || ' melalui ' || tool
         || ' di Kecamatan ' || place || ' sehingga ' || benefit || ', dengan dukungan ' || gen.pick(w.tools, g, 20) || '.',
       'Sebelum ' || brand || ', ' || audience || ' harus datang berulang kali untuk urusan ' || topic || '. '
         || 'Tim merancang ' || tool || ' bersama ' || gen.pick(w.audiences, g, 21) || ' lalu mengujinya selama '
         || (2 + gen.h(g, 22) % 10) || ' bulan. Hasilnya, ' || benefit || '; ' || gen.pick(w.benefits, g, 23)
         || '. Cara ini dapat ditiru wilayah lain dengan biaya kecil dan pelatihan singkat bagi petugas.',
       gen.pick(w.kinds, g, 10), gen.pick(w.stages, g, 11), gen.pick(w.statuses, g, 12),
       gen.uid('agency', gen.skew(60, g, 13), gen.start()),
       (at - make_interval(days => 30 + gen.h(g, 14) % 700))::date,
       array[topic, tool, audience], gen.h(g, 15) % 3 > 0, at, at + make_interval(hours => gen.h(g, 16) % 2000)
from gen.words w, generate_series(1, gen.size()) g,
  lateral (select
    gen.start() + g * (interval '2500 days' / gen.size()) + make_interval(secs => gen.h(g, 1) % 100000 / 1e5) as at,
    gen.pick(w.syllables, g, 2) || gen.pick(w.syllables, g, 3) || gen.pick(w.syllables, g, 4) as brand,
    gen.pick(w.actions, g, 5) as action, gen.pick(w.nouns, g, 6) as noun,
    w.topics[gen.skew(cardinality(w.topics), g, 7)] as topic, gen.pick(w.places, g, 8) as place,
    gen.pick(w.audiences, g, 9) as audience, gen.pick(w.tools, g, 17) as tool,
    gen.pick(w.benefits, g, 18) as benefit offset 0) t
order by g;

insert into innovation_innovators
select i.id, gen.uid('innovator', 1 + gen.h(i.n * 8 + k, 30) % (gen.size() / 5), gen.start()),
       (array['ketua', 'anggota', 'pendukung'])[k]
from (select id, right(code, 7)::int as n from innovations) i,
  lateral generate_series(1, 1 + gen.h(i.n, 31) % 3) k
on conflict do nothing;

drop schema gen cascade;
