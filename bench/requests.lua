-- wrk's part of a measurement: goes round the requests of a file, and ends with one line of figures.
-- Each line of the file is a path with its query, and after a tab the tag for If-None-Match if there is one.
local queue, position = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local path, tag = line:match("^([^\t]+)\t?(.*)$")
    local headers = {}
    for name, value in pairs(wrk.headers) do headers[name] = value end
    if tag ~= "" then headers["If-None-Match"] = tag end
    queue[#queue + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  position = position % #queue + 1
  return queue[position]
end

function done(summary, latency)
  local e = summary.errors
  print(string.format(
    'RESULT {"requests": %d, "seconds": %.6f, "size": %d, "failed": %d, "p50": %.3f, "p99": %.3f}',
    summary.requests, summary.duration / 1e6, summary.bytes,
    e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
