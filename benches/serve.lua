-- For wrk: searches for the queries of a file (lines of `id TAB query`), one after the other from a place
-- of its own for each thread. Arguments after `--`: the file; the pause of a connection between two
-- requests in milliseconds, none if left out.
local paths = {}
local at = 0
local pause = 0

local function encoded(text)
  return (text:gsub('[^%w]', function(c) return string.format('%%%02X', c:byte()) end))
end

local threads = 0
function setup(thread)
  thread:set('number', threads)
  threads = threads + 1
end

function init(args)
  for line in io.lines(args[1]) do
    local query = line:match('\t(.*)$')
    if query then
      paths[#paths + 1] = wrk.path .. '?q=' .. encoded(query)
    end
  end
  pause = tonumber(args[2] or 0)
  at = number * math.floor(#paths / 2)
end

function request()
  at = at % #paths + 1
  return wrk.format('GET', paths[at])
end

function delay()
  return pause
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('%.0f requests/s, p50 %.1f ms, p99 %.1f ms, errors %d\n',
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
