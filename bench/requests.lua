-- wrk's part of a measurement: goes round the requests of a file, and ends with one line of figures.
-- Each line of the file is a path with its query, the tag for If-None-Match and the credentials, with tabs between them;
-- the last two may be empty. With a seed as second argument the requests register innovations that nobody has
-- registered before, and every answer but a new 201 has failed.
local queue, position = {}, 0
local threads = {}

local ordinary = {
  "warga", "kelurahan", "berkas", "antrean", "petugas", "layanan", "daring", "loket", "laporan", "data", "pasar",
  "sekolah", "puskesmas", "izin", "pajak", "jalan", "drainase", "sampah", "lansia", "pelajar", "usaha", "kecil",
  "biaya", "waktu", "tunggu", "kunjungan", "lapangan", "peta", "kios", "mandiri", "arsip", "terpadu", "bulan", "hari",
}

local function strange_word()
  local letters = {}
  for i = 1, 7 do letters[i] = string.char(math.random(97, 122)) end
  return table.concat(letters)
end

local function text(length)
  local words = {}
  for i = 1, length do words[i] = ordinary[math.random(#ordinary)] end
  return table.concat(words, " ") .. "."
end

-- some 700 bytes, of which 600 are text; the name is like no other
local function registration()
  return string.format(
    '{"name":"%s %s %s","summary":"%s","problem":"%s","how_it_works":"%s","benefit":"%s",'
      .. '"kind":"digital","form":"pelayanan_publik","initiator":"perangkat_daerah"}',
    strange_word(), strange_word(), strange_word(), text(18), text(22), text(28), text(18))
end

function setup(thread)
  threads[#threads + 1] = thread
end

local function register_instead(seed)
  math.randomseed(tonumber(seed))
  refused = 0
  local path, headers, count = queue[1].path, queue[1].headers, 0
  headers["Content-Type"] = "application/json"
  function request()
    count = count + 1
    if headers["Authorization"] then headers["Idempotency-Key"] = seed .. "-" .. count end
    return wrk.format("POST", path, headers, registration())
  end
  function response(status, answered)
    if status ~= 201 or answered["idempotency-replayed"] then refused = refused + 1 end
  end
end

function init(arguments)
  for line in io.lines(arguments[1]) do
    local path, tag, credentials = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)$")
    local headers = {}
    for name, value in pairs(wrk.headers) do headers[name] = value end
    if tag ~= "" then headers["If-None-Match"] = tag end
    if credentials ~= "" then headers["Authorization"] = credentials end
    queue[#queue + 1] = {path = path, headers = headers, text = wrk.format("GET", path, headers)}
  end
  if arguments[2] then register_instead(arguments[2]) end
end

function request()
  position = position % #queue + 1
  return queue[position].text
end

function done(summary, latency)
  local e = summary.errors
  local refusals = 0
  for _, thread in ipairs(threads) do refusals = refusals + (thread:get("refused") or e.status) end
  print(string.format(
    'RESULT {"requests": %d, "seconds": %.6f, "size": %d, "failed": %d, "p50": %.3f, "p99": %.3f}',
    summary.requests, summary.duration / 1e6, summary.bytes,
    e.connect + e.read + e.write + e.timeout + refusals,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
